import type { Life, Lives } from './life.ts';
import { FOLLOWER } from './pool.ts';
import type { Point } from './script.ts';
import type { Tally } from './tally.ts';

/** Strikes processes where their requests' scripts say so. */
export interface Striker {
  /** True when the process is gone: whatever it waits for must not go out. */
  strike(life: Life, point: Point, place: string): boolean;
}

/** How whoever is struck is waited for: what has something done later, in ms, and how long a moment and a run at most are. */
export interface Waits {
  later(then: () => void, ms: number): void;
  readonly momentMs: number;
  /** After that a run that was stalled is killed; absent where its platform sees to that. */
  readonly runMs?: number;
  /** Hears whether a process stands still. */
  stands?(place: string, still: boolean): void;
}

const REAL: Waits = { later: (then, ms) => void setTimeout(then, ms).unref(), momentMs: 400 };

/** `pidAt` tells which process works at a place. */
export function startStriker(
  lives: Lives,
  tally: Tally,
  pidAt: (place: string) => number | undefined,
  { later, momentMs, runMs, stands }: Waits = REAL,
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
      stands?.(place, true);
      if (strike.how === 'freeze') {
        const after = Math.max(momentMs, (life.lease_until ?? Date.now()) + 200 - Date.now());
        later(() => {
          if (pidAt(place) !== pid) return;
          lives.note(life, `${place} goes on`);
          if (!place.startsWith(FOLLOWER)) tally.add('owners back after their lease');
          stands?.(place, false);
          signal(pid, 'SIGCONT');
        }, after);
      } else if (runMs !== undefined) later(() => signal(pid, 'SIGKILL'), runMs);
      return false;
    },
  };
}
