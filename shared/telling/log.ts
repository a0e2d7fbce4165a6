import type { Verdict } from '../terms/outcome.ts';
import type { Report, Status } from '../terms/report.ts';
import { fitLine } from './fit-line.ts';

/** Takes a log line, its line end included. */
export type Write = (line: string) => void;

/** Where Lambda picks up log lines. */
export const toStdout: Write = (line) => {
  process.stdout.write(line);
};

const LEVEL: Readonly<Record<Status, 'INFO' | 'WARN' | 'ERROR'>> = {
  accepted: 'INFO',
  duplicate: 'INFO',
  held: 'INFO',
  dry_run: 'INFO',
  partial: 'WARN',
  rejected: 'WARN',
  expired: 'WARN',
  invalid: 'WARN',
  forbidden: 'WARN',
  unknown: 'ERROR',
  failed: 'ERROR',
};

const VERDICTS: readonly Verdict[] = ['accepted', 'already_done', 'rejected', 'unknown', 'not_sent'];

type Unit = 'Count' | 'Milliseconds';

/** A metric as CloudWatch's format names it; its name is a field of the line too. */
export interface Metric {
  readonly Name: string;
  readonly Unit: Unit;
}

/** Metrics by their names and units. */
export const metricsOf = (units: Readonly<Record<string, Unit>>): readonly Metric[] =>
  Object.entries(units).map(([Name, Unit]) => ({ Name, Unit }));

const REPORT_METRICS = metricsOf({
  intents: 'Count',
  two_jobs: 'Count',
  unknown_left: 'Count',
  breaker_open: 'Count',
  ...Object.fromEntries(VERDICTS.map((verdict) => [`targets_${verdict}`, 'Count' as const])),
  duration_ms: 'Milliseconds',
});
const REPORT_DIMENSIONS = [['operation'], ['operation', 'status']] as const;

/**
 * Prints a report, whose secrets are masked already, as the intent's one JSON line. `loginRefused`: the run ended because the
 * cloud does not take our login, or did not a short while ago.
 */
export function logReport(report: Report, write: Write = toStdout, loginRefused = false): void {
  const counts = VERDICTS.map((verdict) => [
    `targets_${verdict}`,
    report.status === 'duplicate'
      ? 0
      : report.outcomes.filter((outcome) => outcome.verdict === verdict).length,
  ]);
  // A repeated outcome is no new one; two jobs for one target have to be looked at whoever hears of them.
  const conflicts = report.conflicts?.length ?? 0;
  const numbers = Object.fromEntries(counts) as Record<string, number>;
  // What is tried again or looked for may still become known.
  const goesOn = report.next_try !== undefined || report.retry === true;
  const unknown_left = goesOn ? 0 : numbers.targets_unknown;
  const fields = {
    ...report,
    intents: 1,
    two_jobs: conflicts,
    unknown_left,
    breaker_open: loginRefused ? 1 : 0,
    ...numbers,
  };
  printLine(conflicts > 0 ? 'ERROR' : LEVEL[report.status], fields, REPORT_METRICS, REPORT_DIMENSIONS, write);
}

/**
 * Prints one JSON line that is its metrics too: CloudWatch embedded metric format, by its published specification.
 * Every metric and dimension names a field. By `level` and `timestamp` Lambda filters a function's JSON lines; a line that
 * lacks either gets INFO and the time of its arrival. No line is longer than CloudWatch takes.
 */
export function printLine(
  level: 'INFO' | 'WARN' | 'ERROR',
  fields: Readonly<Record<string, unknown>>,
  metrics: readonly Metric[],
  dimensions: readonly (readonly string[])[],
  write: Write = toStdout,
): void {
  const line = {
    level,
    timestamp: new Date().toISOString(),
    ...fields,
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace: 'DbUpkeep', Dimensions: dimensions, Metrics: metrics }],
    },
  };
  write(fitLine(line));
}
