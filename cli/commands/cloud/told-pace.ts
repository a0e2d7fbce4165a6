import { paceOf } from '../../../shared/huawei/pace.ts';
import type { Terminal } from '../../terminal/terminal.ts';

// Whoever watches wonders what goes on after so long.
const LONG_MS = 3000;

/** Gives each read of a service its turn, as `paceOf` does, and says so when a read has to wait long: once until that wait is over. */
export function toldPace(most: number, service: string, say: Terminal['say']): (now: number) => number {
  const turn = paceOf(most);
  let waiting = 0;
  return (now) => {
    const ms = turn(now);
    if (ms > LONG_MS && now >= waiting) {
      waiting = now + ms;
      say(
        `${service}: goes on in ${Math.ceil(ms / 1000)} s, since ${most} reads a minute are made of it (READS_A_MINUTE)\n`,
      );
    }
    return ms;
  };
}
