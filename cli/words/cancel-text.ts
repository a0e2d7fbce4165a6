import { type Canceled, wouldCancel } from '../../shared/desk/cancel.ts';
import type { CancelPlan } from '../../shared/following/cancel-plan.ts';
import { redactText } from '../../shared/values/redact.ts';
import { oneLine } from '../../shared/words/one-line.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';

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
    .flatMap((plan) => {
      const { entry, operation } = plan.request;
      return [
        `${entry.request_id}  ${operation.name} in ${entry.region}, project ${entry.project_id}`,
        ...wouldCancel(plan).flatMap(({ what, says, more = [] }) => [
          `  ${what}  ${says}`,
          ...more.map((line) => `    ${line}`),
        ]),
      ];
    })
    .map(safe)
    .join('');

/** What was done. */
export const canceledText = (results: readonly Canceled[]): string =>
  results
    .map(({ target, result, why }) => safe(`${result.replace('_', ' ').padEnd(9)}  ${target}  ${why}`))
    .join('');

const safe = (text: string) => `${oneLine(redactText(text))}\n`;
