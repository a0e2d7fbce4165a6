/** A metric of ours in the namespace `DbUpkeep`, as the code prints it. */
interface Metric {
  /** How values of a period add up to what is shown. */
  readonly statistic: 'Sum' | 'Maximum' | 'Average';
  /** The file that prints it, or `to come`. */
  readonly by: string;
}

const count = (by: string): Metric => ({ statistic: 'Sum', by });
const REPORT = 'shared/telling/log.ts';
const JOB = 'shared/following/print-line.ts';
const SWEEP = 'shared/sweep/sweep.ts';
const STEERING = 'shared/fleet/steering/print-run.ts';
const CHAT = 'shared/telling/chat/print-told.ts';
const CALL = 'shared/triggers/webhook/print-call.ts';
const CONSOLE = 'shared/console/print-visit.ts';
const SURVEY = 'shared/fleet/survey/print-run.ts';

/** The namespace of all of them. */
export const NAMESPACE = 'DbUpkeep';

/** Every metric that alarms and dashboard read, by the name under which the code prints it. */
export const METRICS = {
  /** Dimensions `operation`; `operation`, `status`. */
  intents: count(REPORT),
  targets_accepted: count(REPORT),
  targets_already_done: count(REPORT),
  targets_rejected: count(REPORT),
  targets_unknown: count(REPORT),
  targets_not_sent: count(REPORT),
  /** Targets whose outcome stays unknown: nothing of ours will look again. */
  unknown_left: count(REPORT),
  two_jobs: count(REPORT),
  duration_ms: { statistic: 'Average', by: REPORT },
  /** Runs that ended because the cloud refused our login, or did a short while ago. */
  breaker_open: count(REPORT),
  /** Dimensions `operation`; `operation`, `end`. */
  jobs_succeeded: count(JOB),
  jobs_failed: count(JOB),
  jobs_canceled: count(JOB),
  jobs_timed_out: count(JOB),
  jobs_completed_unchanged: count(JOB),
  jobs_completed_unproven: count(JOB),
  job_duration_ms: { statistic: 'Average', by: JOB },
  /** Dimension `operation`, here `sweep`, `follow-job`, `survey-fleet`, `steer-rollouts`, `tell-chat`, `tell-desk` or `console`. */
  failed: count(SWEEP),
  due: { statistic: 'Maximum', by: SWEEP },
  overdue_ms: { statistic: 'Maximum', by: SWEEP },
  /** For how long the oldest pause lasts, 0 without one. */
  paused_ms: { statistic: 'Maximum', by: SWEEP },
  /** How old the oldest survey is, and for how long one cannot go on, 0 where all can. */
  age_ms: { statistic: 'Maximum', by: SURVEY },
  stuck_ms: { statistic: 'Maximum', by: SURVEY },
  /** Requests to the cloud, and rows that were written. */
  reads: count(SURVEY),
  changed: count(SURVEY),
  /** Releases that were put on their queues, and rollouts that are halted. */
  sent: count(STEERING),
  /** Messages that channels took. */
  told: count(CHAT),
  /** Calls of desks that were answered, and those without a valid signature or a rule. Dimension `operation`, here `show-request`, `receive-decision` and, of pages, `console`. */
  answered: count(CALL),
  refused: count(CALL),
  halted: { statistic: 'Maximum', by: STEERING },
  /** Pages that were shown. */
  shown: count(CONSOLE),
} as const satisfies Record<string, Metric>;

/** The name of a metric of ours. */
export type MetricName = keyof typeof METRICS;
