import type { Life, Lives } from './life.ts';
import { FOLLOWER } from './pool.ts';
import type { Point } from './script.ts';
import type { Tally } from './tally.ts';

/** Strikes processes where their requests' scripts say so. */
export interface Striker {
  /** True when the process is gone: whatever it waits for must not go out. */
  strike(life: Life, point: Point, place: string): boolean;
}

const MOMENT_MS = 400;

/** `pidAt` tells which process works at a place. */
export function startStriker(
  lives: Lives,
  tally: Tally,
  pidAt: (place: string) => number | undefined,
): Striker {
  const signal = (pid: number, name: NodeJS.Signals) => {
    try {
      process.kill(pid, name);
    } catch {
      // It ended by itself meanwhile.
    }
  };
  return {
    strike(life, point, place) {
      const strike = lives.visit(life, point);
      const pid = strike && pidAt(place);
      if (!strike || pid === undefined) return false;
      tally.add(`struck ${strike.how} ${point}`);
      lives.note(life, `${strike.how} of ${place} (pid ${pid}) at ${point}`);
      if (strike.how === 'kill') {
        tally.add('kills');
        signal(pid, 'SIGKILL');
        return true;
      }
      signal(pid, 'SIGSTOP');
      if (strike.how === 'freeze') {
        const after = Math.max(MOMENT_MS, (life.lease_until ?? Date.now()) + 200 - Date.now());
        setTimeout(() => {
          if (pidAt(place) !== pid) return;
          lives.note(life, `${place} goes on`);
          if (!place.startsWith(FOLLOWER)) tally.add('owners back after their lease');
          signal(pid, 'SIGCONT');
        }, after).unref();
      }
      return false;
    },
  };
}
