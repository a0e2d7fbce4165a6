/** A source of numbers that depends on its keys and on nothing else. */
export interface Dice {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  chance(share: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** One of them, each as often as its share says, which stands first. */
  draw<Item extends readonly [share: number, ...unknown[]]>(items: readonly Item[]): Item;
  /** As many hex digits. */
  hex(length: number): string;
}

/** The same keys give the same dice, in every run and on every machine (FNV-1a into mulberry32). */
export function dice(...keys: readonly (string | number)[]): Dice {
  let state = 0x811c9dc5;
  for (const char of keys.join('\n')) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    chance: (share) => next() < share,
    pick: (items) => {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    draw: (items) => {
      let left = next() * items.reduce((sum, [share]) => sum + share, 0);
      const item = items.find(([share]) => {
        left -= share;
        return left < 0;
      });
      if (item === undefined) throw new RangeError('nothing to draw from');
      return item;
    },
    hex: (length) => Array.from({ length }, () => between(0, 15).toString(16)).join(''),
  };
}
