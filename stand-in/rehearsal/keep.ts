import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openByHand } from './by-hand/open.ts';
import type { Stage } from './stage.ts';

const PROGRAM = fileURLToPath(new URL('../../cli/db-upkeep.mjs', import.meta.url));

/** Leaves the stage up for people, and says how to use it; `tell` gets what functions print. Settles on Ctrl-C. */
export async function keepUp(stage: Stage, tell: (line: string) => void): Promise<void> {
  const byHand = await openByHand(stage, tell);
  console.log(`\n${byHand.text}`);
  const shown = showFleets();
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await shown.close();
  await byHand.close();
}

/** Fleets in a browser, half rolled out by a clock of their own; it prints its address here. */
function showFleets(): { close(): Promise<void> } {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [PROGRAM, 'console', '--rehearsal'], {
    // What this process runs of the built functions may not be built anew.
    env: { PATH, HOME, _PLATFORM_BUILT: 'yes' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // It ends by itself, so that it removes what it has written; if this process ends first, it has to go as well.
  const exited = once(child, 'exit');
  process.once('exit', () => child.kill('SIGKILL'));
  return {
    async close() {
      child.kill();
      await exited;
    },
  };
}
