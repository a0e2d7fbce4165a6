import { wasCalledOff } from '../ledger/entry/cancel.ts';
import { type Entry, isSettled } from '../ledger/entry/entry.ts';
import { tellsOfDoubt } from '../ledger/locks/instance-lock.ts';
import { holds, type Pause } from '../ledger/pause.ts';
import type { Operation } from '../terms/operation.ts';
import { utc } from '../values/time/instant.ts';
import { aboutLetters, aboutRequest, type CommandLine, invokeWith } from './command-line.ts';
import { adviceOfRelease } from './release-advice.ts';
import type { Request } from './requests.ts';
import { type RequestRow, rowsOf, type Standing } from './standing.ts';

/** What a person can do, with the command that does it; or a pause that is in the way. */
export type Advice = { readonly says?: string; readonly command?: CommandLine } | { readonly pause: Pause };

/** The targets of a request that stand alike, and what to do about them. */
export interface Advised {
  readonly status: Standing;
  readonly targets: readonly string[];
  readonly advice: readonly Advice[];
}

/**
 * What a person can do about a request now, while those pauses are in force; `now` in epoch ms. `missing` are its targets that
 * were sent on to a part which the ledger does not hold.
 */
export function whatNow(
  request: Request,
  now: number,
  pauses: readonly Pause[],
  missing: readonly string[],
): Advised[] {
  return adviceOn(request, rowsOf(request.entry, now), pauses, missing);
}

/** The same about some of its rows alone. */
export function adviceOn(
  request: Request,
  some: readonly RequestRow[],
  pauses: readonly Pause[] = [],
  missing: readonly string[] = [],
): Advised[] {
  const holding = pauses.filter(holds(request.operation.name)).map((pause) => ({ pause }));
  const groups = Map.groupBy(some, ({ status }) => status);
  return [...groups].map(([status, rows]) => ({
    status,
    targets: rows.map(({ target }) => target),
    advice: adviceFor(status, rows, request, holding, missing),
  }));
}

function adviceFor(
  status: Standing,
  rows: readonly RequestRow[],
  { operation, entry }: Request,
  holding: readonly Advice[],
  missing: readonly string[],
): Advice[] {
  const of = (command: Parameters<typeof aboutRequest>[0]) => aboutRequest(command, entry);
  const hints = [...new Set(rows.flatMap(({ hint }) => (hint ? [`Hint: ${hint}.`] : [])))].map((hint) =>
    says(hint),
  );
  const [next] = rows.flatMap(({ next_at }) => next_at ?? []).sort();
  const again = sendAgain(
    operation,
    entry,
    rows.map(({ target }) => target),
  );
  const released = adviceOfRelease(entry.request_id, status);
  if (released) return [...hints, released];
  switch (status) {
    case 'waiting':
      if (holding.length > 0) {
        return [
          ...holding,
          says(`Until then nothing of it is sent, and after ${utc(entry.deadline)} nothing any more.`),
          says('To stop it for good:', of('cancel')),
        ];
      }
      return [
        says(`Nothing: it is tried again at ${next}. To stop it:`, of('cancel')),
        ...releases(operation, entry, rows),
      ];
    case 'being_sent':
      return [says('Nothing: a run is at it. Look again in a minute:', of('status'))];
    case 'scheduled':
      if (wasRecalled(entry, rows)) {
        const asked = 'Nothing: the cloud was asked to cancel it; the next look shows what became of that:';
        return [says(asked, of('status'))];
      }
      return [
        says('Nothing: it starts by itself.'),
        ...(operation.cancel ? [says('To stop it before it starts:', of('cancel'))] : []),
      ];
    case 'running':
      return [says('Nothing: it is followed to its end. To see how far it is:', of('status'))];
    case 'unknown':
      return isSettled(entry)
        ? [says(`${LOOK} What then can be done:`, aboutLetters('show', entry))]
        : [...lookedFor(next, holding), ...givenUp(rows, entry)];
    case 'rejected':
    case 'not_sent':
      return [...hints, says('When that is mended, send it as a new request:', again)];
    case 'refused':
      return hints;
    case 'expired':
      return [says('If it is still wanted, give it more time:', aboutLetters('redrive', entry, ['extend']))];
    case 'canceled':
      return [says('If it is wanted after all, send it as a new request:', again)];
    case 'failed':
    case 'completed_unchanged':
      return [
        says(
          'Look at the instance in the console; the vendor knows the work by its job and cloud request ids:',
        ),
        { command: forRecord(of('status')) },
        says('When the cause is mended, send it as a new request:', again),
      ];
    case 'timed_out':
    case 'completed_unproven':
      return [says('Look at the instance in the console: nothing here follows it any more.')];
    case 'sent_on':
      if (missing.length === 0) return [says('Nothing: its parts are requests of their own.')];
      return [
        says(`Its parts are requests of their own; the ledger holds none yet of ${missing.join(' ')}.`),
        says(
          'They may still be on the queue. If they stay away, this makes them again from its letter:',
          aboutLetters('redrive', entry),
        ),
        says(
          'Without a letter, send the same intent again under the same request_id. Parts that are there send nothing twice.',
        ),
      ];
    case 'succeeded':
    case 'already_done':
    case 'accepted':
      return [says('Nothing.')];
  }
}

const LOOK = 'Look in the console whether a job runs or ran.';

/** Of targets that the ledger looks for, the next time at `next`. */
const lookedFor = (next: string | undefined, holding: readonly Advice[]): Advice[] =>
  next === undefined
    ? []
    : [
        says(`Nothing yet: the cloud is asked again at ${next}.`),
        ...(holding.length > 0 ? [says('Should it have to be sent again, it waits:')] : []),
        ...holding,
      ];

/** Of targets that nobody looks for any more, while others of the request go on. */
function givenUp(rows: readonly RequestRow[], entry: Entry): Advice[] {
  const targets = rows.flatMap(({ target, next_at }) => (next_at ? [] : [target]));
  if (targets.length === 0) return [];
  return [
    says(`The cloud is not asked again about ${targets.join(' ')}. ${LOOK}`),
    says('What can be done, once its other targets have ended:', aboutLetters('show', entry)),
  ];
}

const says = (says: string, command?: CommandLine): Advice => ({ says, ...(command && { command }) });

/** The same as a table for a change record or a support ticket. */
const forRecord = (line: CommandLine): CommandLine => ({
  ...line,
  options: { ...line.options, output: 'md' },
});

/** How an instance is released whose holder nobody will hear of any more. */
const releases = ({ instanceOf }: Operation, { fields }: Entry, rows: readonly RequestRow[]): Advice[] =>
  rows
    .filter(({ code, reason = '' }) => code === 'held' && tellsOfDoubt(reason))
    .map(({ target }) => {
      const instance = instanceOf?.(fields, target) ?? target;
      const release = { command: 'unlock', words: { instance }, options: { reason: '…' } };
      return says(`If the console shows nothing at work on ${instance}:`, release);
    });

/** Whether a person had the cloud asked to cancel all of them; whoever follows them has not looked since. */
const wasRecalled = (entry: Entry, rows: readonly RequestRow[]): boolean =>
  rows.every(({ target }) => wasCalledOff(entry, target));

/** These targets under an id of their own; what is sealed only its sender has whole. */
function sendAgain({ name, narrow }: Operation, entry: Entry, targets: readonly string[]): CommandLine {
  if (entry.sealed !== undefined) {
    return { command: 'invoke', words: { operation: name }, options: { file: 'intent.json' } };
  }
  const { region, project_id, request_id, intent } = entry;
  // Another group of the same request is another intent.
  const part = targets.length < Object.keys(entry.targets).length ? `-${targets[0]?.slice(0, 8)}` : '';
  return invokeWith(name, {
    ...intent,
    region,
    project_id,
    ...narrow?.(targets),
    request_id: `${request_id}-again${part}`,
  });
}
