import { ALL, addedTexts, type Pause, pauseText } from '../../shared/ledger/pause.ts';
import { PROGRAM } from '../../shared/values/program.ts';

/** A pause in words, and the command that ends it. */
export const pauseLines = (pause: Pause): string[] => [
  pauseText(pause),
  ...addedTexts(pause).map((text) => `  ${text}`),
  `  to end that:  ${PROGRAM} resume${pause.operation === ALL ? '' : ` --operation ${pause.operation}`}`,
];
