import { aboutLetters } from '../../../shared/desk/command-line.ts';
import { lastMoment, type ToBeSent, waitingIn } from '../../../shared/desk/to-be-sent.ts';
import { schedule } from '../../../shared/ledger/due-times.ts';
import { extended } from '../../../shared/ledger/entry/changes.ts';
import { type Entry, revivable } from '../../../shared/ledger/entry/entry.ts';
import { note } from '../../../shared/ledger/entry/history.ts';
import { requestKey } from '../../../shared/ledger/keys.ts';
import type { Pause } from '../../../shared/ledger/pause.ts';
import { pointedEntries } from '../../../shared/ledger/pointed-entries.ts';
import type { Ledger } from '../../../shared/ledger/store.ts';
import type { Table } from '../../../shared/platform/ports.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { windowOf } from '../../../shared/terms/intent.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import { redactText } from '../../../shared/values/redact.ts';
import { dueIn, howLong } from '../../../shared/values/time/how-long.ts';
import { utc } from '../../../shared/values/time/instant.ts';
import { commandText, type Here } from '../../../shared/words/command-text.ts';
import { oneLine } from '../../../shared/words/one-line.ts';

/** For whoever pauses these operations: how many targets wait now, when the first has no time left, and how long new ones have. */
export function timeLeftText(
  operations: readonly Operation[],
  some: readonly ToBeSent[],
  settings: Settings,
  now: number,
  here: Here,
): string {
  const lines = operations.map((operation) => {
    const mine = some.filter(({ request, waiting }) => request.operation === operation && waiting.length > 0);
    const first = Math.min(...mine.map(({ request }) => lastMoment(request.entry)));
    const count = waitingIn(mine);
    const waits =
      count > 0
        ? `${count} wait now, the first until ${utc(first)} (${first > now ? dueIn(first, now) : 'over'})`
        : 'nothing waits now';
    return `  ${operation.name}: ${waits}; what comes has ${howLong(windowOf(operation, settings))}\n`;
  });
  return `targets, and how long they wait unless a not_after says otherwise:\n${lines.join('')}${afterThat(here)}`;
}

const afterThat = (here: Here) =>
  `after that they are dead letters. ${commandText({ command: 'resume', words: {}, options: { extend: true } }, here)} gives what still waits more time\n`;

/** Gives each of them as much time as it had, from now on, on record. Throws `PlatformUnavailable`. */
export async function giveMoreTime(
  some: readonly ToBeSent[],
  ledger: Ledger,
  { TIMING }: Settings,
  by: string,
): Promise<void> {
  for (const { request } of some) {
    const { operation, entry } = request;
    const pk = requestKey(operation.name, entry.project_id, entry.request_id);
    await ledger.change(operation, pk, (stands) => {
      const now = Date.now();
      const longer = extended(stands, now, TIMING.immediate_window_ms);
      return schedule(note(longer, now, { what: 'directed', said: `more time, by ${by}` }), now, TIMING);
    });
  }
}

const MOST = 2000;

/** The requests that a pause of these operations has cost their time. Throws `PlatformUnavailable`. */
export async function expiredDuring(
  { at }: Pause,
  table: Table,
  operations: readonly string[],
): Promise<readonly Entry[]> {
  const since = Date.parse(at);
  const { entries } = await pointedEntries(
    table,
    { since: 0, unwell: true },
    { operations, most: MOST },
    Date.now(),
    ({ expired, settled_at = 0 }) => expired === true && settled_at >= since,
  );
  return entries;
}

/** What has expired, each with the command that gives it more time; a start that is past takes none. `now` in epoch ms. */
export const expiredText = (entries: readonly Entry[], now: number, here: Here): string =>
  entries
    .map((entry) => {
      const { request_id, operation, terms, targets } = entry;
      const count = Object.keys(targets).length;
      const what = `  ${request_id}  ${operation}, ${count} ${count === 1 ? 'target' : 'targets'}, until ${utc(lastMoment(entry))}`;
      const so =
        terms.starts_at !== undefined && terms.starts_at < now
          ? `its start is past, send it again with another`
          : revivable(entry).length === 0
            ? 'it could not end in time, send it again with a later ends_by'
            : commandText(aboutLetters('redrive', entry, ['extend']), here);
      return `${oneLine(redactText(`${what}: ${so}`))}\n`;
    })
    .join('');
