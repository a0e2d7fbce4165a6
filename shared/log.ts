import type { Verdict } from './outcome.ts';
import { redact } from './redact.ts';
import type { Report, Status } from './report.ts';

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

/**
 * Prints a report as the intent's one JSON line, which is its metrics too: CloudWatch embedded metric format,
 * by its published specification. Secrets are masked whatever field they stand in.
 */
export function logReport(report: Report): void {
  const counts = VERDICTS.map((verdict) => [
    `targets_${verdict}`,
    report.outcomes.filter((outcome) => outcome.verdict === verdict).length,
  ]);
  const line = {
    level: LEVEL[report.status],
    time: new Date().toISOString(),
    ...redact(report),
    intents: 1,
    ...(Object.fromEntries(counts) as Record<string, number>),
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: 'DbUpkeep',
          Dimensions: [['operation'], ['operation', 'status']],
          Metrics: [
            { Name: 'intents', Unit: 'Count' },
            ...counts.map(([name]) => ({ Name: name, Unit: 'Count' })),
            { Name: 'duration_ms', Unit: 'Milliseconds' },
          ],
        },
      ],
    },
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
