import type { Settings } from '../../../shared/settings/settings.ts';
import { pipeline, type ReadCalendar } from '../../../shared/submission/pipeline.ts';
import type { Delivery } from '../../../shared/terms/delivery.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import type { Report } from '../../../shared/terms/report.ts';
import { exitCode } from '../../exit-code.ts';
import { stopReason } from './stop-reason.ts';

/** One cloud call to make: its delivery and the targets it speaks of. */
interface Call {
  readonly delivery: Delivery;
  readonly targets: readonly string[];
}

/** What the calls came to, in order; `not_sent` and `stopped` are there when not all of them were made. */
export interface Ran {
  readonly reports: readonly Report[];
  readonly not_sent: readonly string[];
  readonly stopped?: string;
}

const PATIENCE_MS = 3000;

/**
 * Makes one call after the other and stops before the next when one gives a reason to, or when `interrupted` says so. `slow`
 * hears of a call that takes longer than a person waits without a word.
 */
export async function runCalls(
  operation: Operation,
  calls: readonly Call[],
  settings: Settings,
  {
    calendar,
    interrupted,
    tell,
    slow,
  }: {
    calendar: ReadCalendar;
    interrupted: () => boolean;
    tell: (report: Report) => void;
    slow: (call: string) => void;
  },
): Promise<Ran> {
  const run = pipeline(operation, () => undefined, calendar);
  const reports: Report[] = [];
  for (const [index, { delivery }] of calls.entries()) {
    const name = `call ${index + 1} of ${calls.length}`;
    const patience = setTimeout(slow, PATIENCE_MS, name);
    const report = await run(delivery, settings).finally(() => clearTimeout(patience));
    reports.push(report);
    tell(report);
    const reason = interrupted() ? 'was interrupted' : stopReason(operation, report);
    const left = calls.slice(index + 1);
    if (reason && left.length > 0) {
      const stopped = `${name} ${reason}`;
      return { reports, not_sent: left.flatMap(({ targets }) => targets), stopped };
    }
  }
  return { reports, not_sent: [] };
}

/** The exit code of the run: targets that were left out make it partial at best. */
export const exitCodeOf = ({ reports, stopped }: Ran): number =>
  exitCode([...reports, ...(stopped ? [{ status: 'partial', outcomes: [] } as const] : [])]);
