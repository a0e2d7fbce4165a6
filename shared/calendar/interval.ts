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
