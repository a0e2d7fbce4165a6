/** The cloud's own time, in epoch milliseconds: a base clock plus an offset that a test moves. */
export interface Clock {
  now(): number;
  advance(ms: number): void;
  set(ms: number): void;
}

/** A clock over `base`; `moved` is called after every jump, `rewind` puts the offset back to 0. */
export const createClock = (base: () => number, moved: () => void): Clock & { rewind(): void } => {
  let offset = 0;
  const jumpTo = (next: number) => {
    offset = next;
    moved();
  };
  return {
    now: () => base() + offset,
    advance: (ms) => jumpTo(offset + ms),
    set: (ms) => jumpTo(ms - base()),
    rewind: () => {
      offset = 0;
    },
  };
};
