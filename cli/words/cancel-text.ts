import type { Recalled } from '../../shared/following/cancel-in-cloud.ts';
import type { CancelPlan } from '../../shared/following/cancel-plan.ts';
import { redactText } from '../../shared/values/redact.ts';
import { oneLine } from '../../shared/words/one-line.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';

/** What became of a target that was to be canceled, in a word and in words. */
export interface Canceled {
  readonly target: string;
  readonly result: Recalled['result'] | 'under_way';
  readonly why: string;
}

const CODES: Readonly<Record<Canceled['result'], ExitCode>> = {
  canceled: EXIT.done,
  stays: EXIT.refused,
  under_way: EXIT.held,
  unproven: EXIT.unknown,
};

/** What the command exits with for a target. */
export const exitCodeFor = ({ result }: Canceled): ExitCode => CODES[result];

/** What will be done, for the person who confirms it. */
export const planText = (plans: readonly CancelPlan[]): string =>
  plans
    .flatMap(({ request: { entry, operation }, waiting, under_way, recalls, stays }) => [
      `${entry.request_id}  ${operation.name} in ${entry.region}, project ${entry.project_id}`,
      ...waiting.map((target) => `  ${target}  waits in the ledger: it will not be sent`),
      ...under_way.map((target) => `  ${target}  ${UNDER_WAY}`),
      ...recalls.flatMap(({ job_id, jobs, concerned }) => [
        `  task ${job_id}  canceled in the cloud${concerned.length > 1 ? `, for all ${concerned.length} instances that share it` : ''}:`,
        ...concerned.map(
          ({ target, sight }) =>
            `    ${target}  ${sight.word}${jobs.some((job) => job.target === target) ? '' : ', NOT of this request'}`,
        ),
      ]),
      ...stays.map(({ target, why }) => `  ${target}  stays: ${why}`),
    ])
    .map(safe)
    .join('');

/** What was done. */
export const canceledText = (results: readonly Canceled[]): string =>
  results
    .map(({ target, result, why }) => safe(`${result.replace('_', ' ').padEnd(9)}  ${target}  ${why}`))
    .join('');

/** What is said of a target whose request may have left. */
export const UNDER_WAY = 'may have been sent and stays as it is; it will not be sent again';

const safe = (text: string) => `${oneLine(redactText(text))}\n`;
