import type { ScheduleEntry } from './entry.ts';
import { readExpression } from './expression.ts';

/** When a checked schedule fires next after `now` (epoch ms), `most` times of it; none are known of a rate. */
export function nextRuns({ when, time_zone }: ScheduleEntry, now: number, most: number): number[] {
  const expression = readExpression(when, time_zone, now);
  const runs: number[] = [];
  for (const run of 'fault' in expression ? [] : expression.runs) {
    if (runs.push(run) >= most) break;
  }
  return runs;
}
