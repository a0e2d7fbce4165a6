/** A number of places, taken and given back; who finds none free waits for one, first come first served. */
export interface Slots {
  take(): Promise<void>;
  give(): void;
}

/** `size` places, all of them free. */
export function slots(size: number): Slots {
  const waiting: (() => void)[] = [];
  let free = size;
  return {
    async take() {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    give() {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    },
  };
}
