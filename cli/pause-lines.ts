import { ALL, addedTexts, type Pause, pauseText } from '../shared/ledger/pause.ts';

/** A pause in words, and the command that ends it. */
export const pauseLines = (pause: Pause): string[] => [
  pauseText(pause),
  ...addedTexts(pause).map((text) => `  ${text}`),
  `  to end that:  npm run resume${pause.operation === ALL ? '' : ` -- --operation ${pause.operation}`}`,
];
