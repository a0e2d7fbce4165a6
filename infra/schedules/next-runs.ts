import type { ScheduleEntry } from './entry.ts';
import { readExpression } from './expression.ts';

/** When a checked schedule fires next after `now` (epoch ms), `most` times of it; none are known of a rate. */
export function nextRuns({ when, time_zone }: ScheduleEntry, now: number, most: number): number[] {
  const runs: number[] = [];
  for (const run of runsAfter({ when, time_zone }, now)) {
    if (runs.push(run) >= most) break;
  }
  return runs;
}

/** The same up to a time, one after the other. */
export function* runsUntil(entry: When, now: number, until: number): Generator<number, undefined> {
  for (const run of runsAfter(entry, now)) {
    if (run > until) return;
    yield run;
  }
}

type When = Pick<ScheduleEntry, 'when' | 'time_zone'>;

function runsAfter({ when, time_zone }: When, now: number): Iterable<number> {
  const expression = readExpression(when, time_zone, now);
  return 'fault' in expression ? [] : expression.runs;
}
