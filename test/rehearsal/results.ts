import type { Report } from '../../shared/report.ts';
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
}

/** The results of a scene. A webhook that was taken has its result where the queue brought it, not where it came in. */
export const resultsOf = ({ runs, fired }: Played, dead: DeadLetters): Result[] =>
  runs.flatMap((run) => {
    const report = reportOf(run.lines[0]);
    const passedOn = fired.answer?.status === 202 && run.function === 'receive-webhook';
    return report && !passedOn ? [{ run, report, fate: fateOf(run, dead) }] : [];
  });

const fateOf = ({ again, request_id }: Run, dead: DeadLetters): Fate =>
  again ? 'again' : dead.includes(request_id) ? 'dead-lettered' : 'done';
