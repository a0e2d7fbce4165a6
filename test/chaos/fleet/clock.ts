import { openSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PRELOAD = fileURLToPath(new URL('../../../stand-in/platform/leaping-clock.cjs', import.meta.url));

/** One clock for this process and every sandbox: it goes as all clocks do, and leaps over the time in which nothing would happen. */
export interface LeapingClock {
  /** What a sandbox is given to go by it. */
  readonly environment: Readonly<Record<string, string>>;
  leap(ms: number): void;
  /** Has something done once it shows so many ms more. */
  later(then: () => void, ms: number): void;
}

/** Sets the clock of this process to a time (epoch ms), and lets the sandboxes follow by a file in a folder. */
export function startClock(folder: string, at: number): LeapingClock {
  const file = join(folder, 'leaps');
  const open = openSync(file, 'w');
  let offset = at - Date.now();
  const write = () => writeSync(open, new Uint8Array(new Float64Array([offset]).buffer), 0, 8, 0);
  write();
  process.env._PLATFORM_CLOCK_LEAPS_IN = file;
  createRequire(import.meta.url)(PRELOAD);
  const waiting: { at: number; then(): void }[] = [];
  return {
    environment: { NODE_OPTIONS: `--require="${PRELOAD}"`, _PLATFORM_CLOCK_LEAPS_IN: file },
    leap(ms) {
      offset += ms;
      write();
      const now = Date.now();
      for (const one of waiting.filter((each) => each.at <= now)) {
        waiting.splice(waiting.indexOf(one), 1);
        one.then();
      }
    },
    later: (then, ms) => void waiting.push({ at: Date.now() + ms, then }),
  };
}
