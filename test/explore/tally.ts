import type { Ran } from './run.ts';

/** What all runs came to together. */
export interface Tally {
  runs: number;
  passed: number;
  faults: number;
  submissions: number;
  redriven: number;
  /** Each kind of fault at each edge that happened, and how often. */
  readonly kinds: Map<string, number>;
}

export const newTally = (): Tally => ({
  runs: 0,
  passed: 0,
  faults: 0,
  submissions: 0,
  redriven: 0,
  kinds: new Map(),
});

/** Adds a run. */
export function count(tally: Tally, { passed, submissions, redriven }: Ran): void {
  const faults = passed.filter(({ fault }) => fault);
  tally.runs += 1;
  tally.passed += passed.length;
  tally.faults += faults.length;
  tally.submissions += submissions;
  tally.redriven += redriven;
  for (const { edge, fault } of faults) {
    const kind = `${edge}: ${fault}`;
    tally.kinds.set(kind, (tally.kinds.get(kind) ?? 0) + 1);
  }
}
