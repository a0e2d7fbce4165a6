/** How long the next try waits, in milliseconds: doubling from `least` to `most`, drawn between half and full of it. */
export function backoff(triesBefore: number, { least, most }: { least: number; most: number }): number {
  const full = Math.min(most, least * 2 ** Math.min(triesBefore, 20));
  return Math.round(full / 2 + (Math.random() * full) / 2);
}
