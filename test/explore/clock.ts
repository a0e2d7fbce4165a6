/** Something to happen at a time (epoch ms) unless it was called off. */
interface Due {
  readonly at: number;
  readonly nth: number;
  readonly happen: () => void;
  off: boolean;
}

/** Time that stands still until nothing is left to do, and then jumps to what comes next. */
export interface Clock {
  readonly now: number;
  /** Lets something happen at that time, or at once if it is past; what it returns calls it off. */
  at(time: number, happen: () => void): () => void;
  /** Lets everything happen up to and including that time; returns whether nothing was left before. */
  runUntil(time: number): Promise<boolean>;
}

// Node's own, whatever stands in for the timers of the product.
const { setImmediate } = globalThis;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A clock that begins at that time, epoch ms. */
export function startClock(start: number): Clock {
  const due: Due[] = [];
  let now = start;
  let count = 0;
  return {
    get now() {
      return now;
    },
    at(time, happen) {
      const one: Due = { at: Math.max(now, time), nth: count++, happen, off: false };
      due.splice(placeOf(one, due), 0, one);
      return () => {
        one.off = true;
      };
    },
    async runUntil(time) {
      await turn();
      for (;;) {
        const next = due.at(-1);
        if (!next) return true;
        if (next.at > time && !next.off) return false;
        due.pop();
        if (next.off) continue;
        now = next.at;
        next.happen();
        // Whatever follows from it without waiting happens before the next.
        await turn();
      }
    },
  };
}

/** The earliest stands last, of the same time the one that came first. */
function placeOf({ at }: Due, due: readonly Due[]): number {
  let [low, high] = [0, due.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((due[middle]?.at ?? 0) > at) low = middle + 1;
    else high = middle;
  }
  return low;
}
