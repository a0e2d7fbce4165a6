/** From `from` on, up to and without `to`; both in epoch ms. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Whether an instant lies in it. */
export const holds = ({ from, to }: Interval, at: number): boolean => from <= at && at < to;

/** The same times as intervals in their order that neither overlap nor touch. */
export function merged(intervals: readonly Interval[]): Interval[] {
  const all: Interval[] = [];
  for (const one of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last && one.from <= last.to) all[all.length - 1] = { ...last, to: Math.max(last.to, one.to) };
    else all.push(one);
  }
  return all;
}

/** The times that lie in both, each given as `merged` gives them. */
export function common(some: readonly Interval[], others: readonly Interval[]): Interval[] {
  const found: Interval[] = [];
  let [one, other] = [0, 0];
  for (;;) {
    const [a, b] = [some[one], others[other]];
    if (!a || !b) return found;
    const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)];
    if (from < to) found.push({ from, to });
    if (a.to < b.to) one += 1;
    else other += 1;
  }
}

/** The times from `from` up to and without `to` that lie in none of these, given as `merged` gives them. */
export function between(intervals: readonly Interval[], from: number, to: number): Interval[] {
  const free: Interval[] = [];
  let at = from;
  for (const one of intervals) {
    if (one.from > at) free.push({ from: at, to: Math.min(one.from, to) });
    at = Math.max(at, one.to);
    if (at >= to) return free.filter((left) => left.from < left.to);
  }
  return [...free, { from: at, to }].filter((left) => left.from < left.to);
}
