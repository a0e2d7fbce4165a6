import type { Terminal } from './terminal.ts';

/**
 * Says whether a Ctrl-C came since. A call under way cannot be taken back, so the first one waits for its answer; a
 * second one ends the process at once.
 */
export function watchInterrupt({ say }: Pick<Terminal, 'say'>): () => boolean {
  let interrupted = false;
  process.once('SIGINT', () => {
    interrupted = true;
    say('\nInterrupted: waits for the answer to the call under way, then stops.\n');
  });
  return () => interrupted;
}
