import type { FleetReport } from '../fleet/compliance/fleet-report.ts';
import { howMany } from '../values/how-many.ts';

/** How many targets were still at work when their window had closed, the last time. */
export const overRunsIn = ({ targets }: Pick<FleetReport, 'targets'>): number =>
  targets.filter(({ last_result }) => last_result?.over_ran !== undefined).length;

/** The same in a sentence; none where there is none. */
export function overRunLines(report: Pick<FleetReport, 'targets'>): string[] {
  const count = overRunsIn(report);
  return count === 0
    ? []
    : [`${howMany(count, 'target')}, the last time: still at work when the window had closed`];
}
