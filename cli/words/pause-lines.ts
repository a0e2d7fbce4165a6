import { endPause } from '../../shared/desk/command-line.ts';
import { addedTexts, type Pause, pauseText } from '../../shared/ledger/pause.ts';
import { commandText, type Here } from '../../shared/words/command-text.ts';

/** A pause in words, and the command that ends it. */
export function pauseLines(pause: Pause, here: Here): string[] {
  return [
    pauseText(pause),
    ...addedTexts(pause).map((text) => `  ${text}`),
    `  to end that:  ${commandText(endPause(pause), here)}`,
  ];
}
