import { once } from 'node:events';
import { openByHand } from './by-hand/open.ts';
import type { Stage } from './stage.ts';

/** Leaves the stage up for people, and says how to use it; settles on Ctrl-C. */
export async function keepUp(stage: Stage): Promise<void> {
  const byHand = await openByHand(stage, console.log);
  console.log(`\n${byHand.text}`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await byHand.close();
}
