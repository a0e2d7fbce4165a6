import { once } from 'node:events';
import { openByHand } from './by-hand/open.ts';
import type { Stage } from './stage.ts';

/** Leaves the stage up for people, and says how to use it; `tell` gets what functions print. Settles on Ctrl-C. */
export async function keepUp(stage: Stage, tell: (line: string) => void): Promise<void> {
  const byHand = await openByHand(stage, tell);
  console.log(`\n${byHand.text}`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await byHand.close();
}
