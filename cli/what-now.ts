import { type Entry, isSettled } from '../shared/ledger/entry/entry.ts';
import { tellsOfDoubt } from '../shared/ledger/locks/instance-lock.ts';
import { holds, type Pause } from '../shared/ledger/pause.ts';
import type { Operation } from '../shared/terms/operation.ts';
import { PROGRAM } from '../shared/values/program.ts';
import { quoted } from '../shared/values/shell.ts';
import { utc } from '../shared/values/time/instant.ts';
import type { Request } from './find-requests.ts';
import { requestCommand } from './request-command.ts';
import { type RequestRow, rowsOf, type Standing } from './request-rows.ts';
import { pauseLines } from './words/pause-lines.ts';

/**
 * What a person can do about a request now, while those pauses are in force, the commands ready to paste; `now` in epoch ms.
 * `missing` are its targets that were sent on to a part which the ledger does not hold.
 */
export function whatNow(
  request: Request,
  now: number,
  pauses: readonly Pause[],
  missing: readonly string[],
): string[] {
  const holding = pauses.filter(holds(request.operation.name));
  const groups = Object.groupBy(rowsOf(request.entry, now), ({ status }) => status);
  return Object.entries(groups).flatMap(([status, rows = []]) => [
    `${status.replaceAll('_', ' ')}: ${rows.map(({ target }) => target).join(' ')}`,
    ...adviceFor(status as Standing, rows, request, holding, missing).map((line) => `  ${line}`),
  ]);
}

function adviceFor(
  status: Standing,
  rows: readonly RequestRow[],
  { operation, entry }: Request,
  holding: readonly Pause[],
  missing: readonly string[],
): string[] {
  const { name } = operation;
  const { request_id } = entry;
  const of = (command: Parameters<typeof requestCommand>[0]) => requestCommand(command, entry);
  const letters = (action: string, flags = '') =>
    `${PROGRAM} dead-letters ${action} ${name} --id ${quoted(request_id)}${flags}`;
  const hints = [...new Set(rows.flatMap(({ hint }) => (hint ? [`Hint: ${hint}.`] : [])))];
  const [next] = rows.flatMap(({ next_at }) => next_at ?? []).sort();
  const again = sendAgain(
    operation,
    entry,
    rows.map(({ target }) => target),
  );
  switch (status) {
    case 'waiting':
      if (holding.length > 0) {
        return [
          ...holding.flatMap(pauseLines),
          `Until then nothing of it is sent, and after ${utc(entry.deadline)} nothing any more.`,
          `To stop it for good:  ${of('cancel')}`,
        ];
      }
      return [
        `Nothing: it is tried again at ${next}. To stop it:  ${of('cancel')}`,
        ...releases(operation, entry, rows),
      ];
    case 'being_sent':
      return [`Nothing: a run is at it. Look again in a minute:  ${of('status')}`];
    case 'scheduled':
      if (wasRecalled(entry, rows))
        return [
          `Nothing: the cloud was asked to cancel it; the next look shows what became of that:  ${of('status')}`,
        ];
      return [
        'Nothing: it starts by itself.',
        ...(operation.cancel ? [`To stop it before it starts:  ${of('cancel')}`] : []),
      ];
    case 'running':
      return [`Nothing: it is followed to its end. To see how far it is:  ${of('status')}`];
    case 'unknown':
      return isSettled(entry)
        ? [`Look in the console whether a job runs or ran. What then can be done:  ${letters('show')}`]
        : [
            `Nothing yet: the cloud is asked again at ${next}.`,
            ...(holding.length > 0 ? ['Should it have to be sent again, it waits:'] : []),
            ...holding.flatMap(pauseLines),
          ];
    case 'rejected':
    case 'not_sent':
      return [...hints, `When that is mended, send it as a new request:  ${again}`];
    case 'refused':
      return hints;
    case 'expired':
      return [`If it is still wanted, give it more time:  ${letters('redrive', ' --extend')}`];
    case 'canceled':
      return [`If it is wanted after all, send it as a new request:  ${again}`];
    case 'failed':
    case 'completed_unchanged':
      return [
        'Look at the instance in the console; the vendor knows the work by its job and cloud request ids:',
        `  ${of('status')} --output md`,
        `When the cause is mended, send it as a new request:  ${again}`,
      ];
    case 'timed_out':
    case 'completed_unproven':
      return ['Look at the instance in the console: nothing here follows it any more.'];
    case 'sent_on':
      if (missing.length === 0) return ['Nothing: its parts are requests of their own.'];
      return [
        `Its parts are requests of their own; the ledger holds none yet of ${missing.join(' ')}.`,
        `They may still be on the queue. If they stay away, this makes them again from its letter:  ${letters('redrive')}`,
        'Without a letter, send the same intent again under the same request_id. Parts that are there send nothing twice.',
      ];
    case 'succeeded':
    case 'already_done':
    case 'accepted':
      return ['Nothing.'];
  }
}

/** How an instance is released whose holder nobody will hear of any more. */
const releases = ({ instanceOf }: Operation, { fields }: Entry, rows: readonly RequestRow[]): string[] =>
  rows
    .filter(({ code, reason = '' }) => code === 'held' && tellsOfDoubt(reason))
    .map(({ target }) => {
      const instance = instanceOf?.(fields, target) ?? target;
      return `If the console shows nothing at work on ${instance}:  ${PROGRAM} unlock ${instance} --reason '…'`;
    });

/** Whether a person had the cloud asked to cancel all of them; whoever follows them has not looked since. */
const wasRecalled = ({ history = [] }: Entry, rows: readonly RequestRow[]): boolean =>
  rows.every(({ target }) =>
    history.some(({ what, targets }) => what === 'canceled' && (targets?.includes(target) ?? true)),
  );

/** These targets under an id of their own; what is sealed only its sender has whole. */
function sendAgain({ name, narrow }: Operation, entry: Entry, targets: readonly string[]): string {
  if (entry.sealed !== undefined) return `${PROGRAM} invoke ${name} --file intent.json`;
  const { region, project_id, request_id, intent } = entry;
  // Another group of the same request is another intent.
  const part = targets.length < Object.keys(entry.targets).length ? `-${targets[0]?.slice(0, 8)}` : '';
  const fresh = {
    ...intent,
    region,
    project_id,
    ...narrow?.(targets),
    request_id: `${request_id}-again${part}`,
  };
  return `${PROGRAM} invoke ${name} --json ${quoted(JSON.stringify(fresh))}`;
}
