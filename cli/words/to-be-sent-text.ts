import { leavesText, type ToBeSent } from '../../shared/desk/to-be-sent.ts';
import { redactText } from '../../shared/values/redact.ts';
import { utc } from '../../shared/values/time/instant.ts';
import { oneLine } from '../../shared/words/one-line.ts';

/** Each of them by its id, with when each target would leave; `now` in epoch ms, `more` what is to be added of a target. */
export const toBeSentText = (
  some: readonly ToBeSent[],
  now: number,
  more: (one: ToBeSent, target: string) => string | undefined = () => undefined,
): string =>
  some
    .flatMap((one) => {
      const { request, waiting, perhaps } = one;
      const { request_id, operation, region, project_id, terms } = request.entry;
      const start = terms.starts_at === undefined ? '' : `, to start ${utc(terms.starts_at)}`;
      return [
        `  ${request_id}  ${operation} in ${region}, project ${project_id}${start}`,
        ...waiting.map(
          (target) =>
            `    ${target}  ${[leavesText(request.entry, target, now), more(one, target)].filter(Boolean).join('; ')}`,
        ),
        ...perhaps.map((target) => `    ${target}  ${PERHAPS}`),
      ];
    })
    .map((text) => `${oneLine(redactText(text))}\n`)
    .join('');

const PERHAPS = 'may have been sent: the cloud is asked, and it is sent again if nothing of it is there';
