import { catalog } from '../functions/catalog.ts';
import type { Request } from '../shared/desk/requests.ts';
import { type Entry, targetsIn } from '../shared/ledger/entry/entry.ts';
import { redactText } from '../shared/values/redact.ts';
import { dueIn } from '../shared/values/time/how-long.ts';
import { utc } from '../shared/values/time/instant.ts';
import { oneLine } from '../shared/words/one-line.ts';

/** A request that the ledger still sends: the targets that wait, and those it sends again if the cloud shows nothing of them. */
export interface ToBeSent {
  readonly request: Request;
  readonly waiting: readonly string[];
  readonly perhaps: readonly string[];
}

/** What of these requests is still to be sent, the first to leave first. */
export function toBeSent(entries: readonly Entry[]): ToBeSent[] {
  const all = entries.flatMap((entry): ToBeSent[] => {
    const operation = catalog.find(({ name }) => name === entry.operation);
    const waiting = targetsIn(entry, 'waiting');
    const perhaps = entry.canceled ? [] : targetsIn(entry, 'submitting', 'unknown');
    return operation && waiting.length + perhaps.length > 0
      ? [{ request: { operation, entry }, waiting, perhaps }]
      : [];
  });
  return all.sort((one, other) => (one.request.entry.due_at ?? 0) - (other.request.entry.due_at ?? 0));
}

/** How many targets wait. */
export const waitingIn = (some: readonly ToBeSent[]): number => some.flatMap(({ waiting }) => waiting).length;

/** After this nothing of a request is sent any more, epoch ms: its deadline, or the start that it asks for. */
export const lastMoment = ({ deadline, terms }: Entry): number =>
  Math.min(deadline, terms.starts_at ?? deadline);

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
            `    ${target}  ${[leaves(request.entry, target, now), more(one, target)].filter(Boolean).join('; ')}`,
        ),
        ...perhaps.map((target) => `    ${target}  ${PERHAPS}`),
      ];
    })
    .map((text) => `${oneLine(redactText(text))}\n`)
    .join('');

const PERHAPS = 'may have been sent: the cloud is asked, and it is sent again if nothing of it is there';

/** When a target that waits would leave, epoch ms. */
function dueOf(entry: Entry, target: string, now: number): number {
  const state = entry.targets[target];
  return Math.max(now, (state?.state === 'waiting' ? state.due : undefined) ?? entry.due_at ?? now);
}

/** Whether a target that waits is not sent any more: its time is over before it would leave. */
export const isOutOfTime = (entry: Entry, target: string, now: number): boolean =>
  lastMoment(entry) < dueOf(entry, target, now);

function leaves(entry: Entry, target: string, now: number): string {
  const due = dueOf(entry, target, now);
  const last = lastMoment(entry);
  if (isOutOfTime(entry, target, now)) return `is not sent any more: its time is over at ${utc(last)}`;
  return `would leave ${dueIn(due, now)} (${utc(due)}), not after ${utc(last)}`;
}
