import { setTimeout as delay } from 'node:timers/promises';
import type { Queues } from '../../../stand-in/platform/queues.ts';

/** Knows which functions are at work, and waits until none is and nothing lies on a queue. */
export interface Calm {
  onInvoke(place: string): void;
  onEnd(place: string): void;
  /** Settles when it is calm; or after a while, since who is stopped or cannot reach a queue never is. */
  come(): Promise<void>;
}

const LOOK_MS = 8;
/** For so long nothing that lies on a queue may be fetched, and for so long somebody may be at work, on an idle machine. */
const UNFETCHED_MS = 1500;
const AT_WORK_MS = 45_000;

/** `isStopped` tells of a place whether its process stands still; `pace` is the machine's. */
export function watchCalm(
  queues: Queues,
  names: readonly string[],
  pace: number,
  isStopped: (place: string) => boolean,
): Calm {
  const busy = new Set<string>();
  const isBusy = () => [...busy].some((place) => !isStopped(place));
  const lying = async () => {
    const counts = await Promise.all(names.map((name) => queues.counts(queues.url(name))));
    return counts.some(({ visible }) => visible > 0);
  };
  return {
    onInvoke: (place) => void busy.add(place),
    onEnd: (place) => void busy.delete(place),
    async come() {
      const since = performance.now();
      let idle = since;
      for (;;) {
        await delay(LOOK_MS);
        const now = performance.now();
        if (isBusy()) {
          idle = now;
          if (now - since > AT_WORK_MS * pace) return;
        } else if (now - idle > UNFETCHED_MS * pace || !(await lying())) return;
      }
    },
  };
}
