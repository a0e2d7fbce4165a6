import { ALL, type Pause, pauseText } from '../shared/ledger/pause.ts';

/** A pause in words, and the command that ends it. */
export const pauseLines = (pause: Pause): string[] => [
  pauseText(pause),
  `  to end that:  npm run resume${pause.operation === ALL ? '' : ` -- --operation ${pause.operation}`}`,
];
