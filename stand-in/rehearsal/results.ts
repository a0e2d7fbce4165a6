import type { Report } from '../../shared/terms/report.ts';
import type { Played } from './play.ts';
import { type Run, reportOf } from './runs.ts';
import type { Fate } from './scene.ts';

/** The ids of the intents on the dead-letter queues, once per message. */
export type DeadLetters = readonly string[];

/** A run whose report is about the intent itself, with what became of the delivery. */
export interface Result {
  readonly run: Run;
  readonly report: Report;
  readonly fate: Fate;
  /** Whether no later run tells of the same message. */
  readonly last: boolean;
}

/** The results of a scene. A webhook that was taken has its result where the queue brought it, not where it came in. */
export function resultsOf({ runs, fired }: Played, dead: DeadLetters): Result[] {
  const results = runs.flatMap((run) => {
    const report = reportOf(run.lines[0]);
    const passedOn = fired.answer?.status === 202 && run.function === 'receive-webhook';
    return report && !passedOn ? [{ run, report, fate: fateOf(run, report, dead) }] : [];
  });
  return results.map((result, index) => ({
    ...result,
    last: !results.slice(index + 1).some(({ run }) => run.request_id === result.run.request_id),
  }));
}

/** Whether somebody has promised to bring the message back. */
export const goesOn = ({ fate }: Result): boolean => fate === 'waits' || fate === 'again';

function fateOf({ again, request_id }: Run, report: Report, dead: DeadLetters): Fate {
  if (again) return 'again';
  if (report.next_try) return 'waits';
  const told = report.status === 'duplicate' && !report.hand_over;
  return dead.includes(request_id) && !told ? 'dead-lettered' : 'done';
}
