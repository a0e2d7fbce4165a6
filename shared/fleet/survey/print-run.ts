import { metricsOf, printLine } from '../../telling/log.ts';
import { ageOf, stuckFor } from './age.ts';
import type { SurveyHead } from './rows.ts';

/** What one run of the survey did. */
export interface SurveyRun {
  readonly started_at: number;
  /** How every survey of every place stands after it, those too that were not due. */
  readonly heads: readonly SurveyHead[];
  /** Requests to the cloud. */
  readonly reads: number;
  /** Instances that the pages of the run listed. */
  readonly met: number;
  /** Rows that were written since something of them changed, and those of them that are gone. */
  readonly changed: number;
  readonly gone: number;
  /** What went wrong of the service itself (tables, settings), a sentence each; why a place cannot be read stands in its head. */
  readonly failures: readonly string[];
}

const METRICS = metricsOf({
  reads: 'Count',
  changed: 'Count',
  age_ms: 'Milliseconds',
  stuck_ms: 'Milliseconds',
  failed: 'Count',
});

/** Prints the one line of a run, with the age of the oldest survey and for how long one has been stuck. */
export function printRun({ started_at, heads, ...run }: SurveyRun): void {
  const now = Date.now();
  const failed = run.failures.length;
  const stuck = heads.filter((head) => head.stuck);
  const fields = {
    operation: 'survey-fleet',
    ...run,
    failed,
    surveys: heads.length,
    age_ms: Math.max(0, ...heads.map((head) => ageOf(head, now))),
    stuck_ms: Math.max(0, ...stuck.map((head) => stuckFor(head, now))),
    stuck: stuck.map(
      ({ service, region, project, stuck: { reason } = { reason: '' } }) =>
        `${service} in ${region}, project ${project}: ${reason}`,
    ),
    duration_ms: now - started_at,
  };
  printLine(failed > 0 ? 'ERROR' : stuck.length > 0 ? 'WARN' : 'INFO', fields, METRICS, [['operation']]);
}
