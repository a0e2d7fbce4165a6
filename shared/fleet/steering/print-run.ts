import { metricsOf, printLine } from '../../telling/log.ts';

/** What one run of steering did. */
export interface SteeringRun {
  /** Rollouts that were due, and how late the one was that had waited longest, ms. */
  readonly due: number;
  readonly overdue_ms: number;
  /** Releases that were put on their queues. */
  readonly sent: number;
  /** Steps of which the rest was left to the next: another run was faster, or their turn was over. */
  readonly behind: number;
  /** Rollouts that are halted. */
  readonly halted: number;
  /** What went wrong of the service itself, a sentence each. */
  readonly failures: readonly string[];
}

const METRICS = metricsOf({
  due: 'Count',
  overdue_ms: 'Milliseconds',
  sent: 'Count',
  halted: 'Count',
  failed: 'Count',
});

/** Prints the one line of a run. */
export function printRun(run: SteeringRun, started_at: number): void {
  const failed = run.failures.length;
  const fields = { operation: 'steer-rollouts', ...run, failed, duration_ms: Date.now() - started_at };
  printLine(failed > 0 ? 'ERROR' : 'INFO', fields, METRICS, [['operation']]);
}
