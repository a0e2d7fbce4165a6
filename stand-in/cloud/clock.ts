/** The cloud's own time, in epoch milliseconds: a base clock that a test moves by jumps and makes run faster. */
export interface Clock {
  now(): number;
  /**
   * The time that tokens, signatures and lock-outs are judged by: it follows the jumps and never the speed, since a
   * caller's clock does not run faster with the cloud's.
   */
  loginTime(): number;
  advance(ms: number): void;
  set(ms: number): void;
  /** From now on runs this many times as fast as the base clock. */
  run(speed: number): void;
}

/** A clock over `base`; `moved` is called after every jump, `rewind` takes back jumps and speed. */
export const createClock = (base: () => number, moved: () => void): Clock & { rewind(): void } => {
  let offset = 0;
  let speed = 1;
  let since = base();
  let lead = 0;
  const loginTime = () => base() + offset;
  const leadNow = () => lead + (speed - 1) * (base() - since);
  const now = () => loginTime() + leadNow();
  const jump = (ms: number) => {
    offset += ms;
    moved();
  };
  return {
    now,
    loginTime,
    advance: jump,
    set: (ms) => jump(ms - now()),
    run: (next) => {
      if (!(next > 0 && next < Number.POSITIVE_INFINITY))
        throw new RangeError(`speed must be a number above 0, not ${next}`);
      lead = leadNow();
      since = base();
      speed = next;
    },
    rewind: () => {
      offset = 0;
      lead = 0;
      speed = 1;
    },
  };
};
