import { readLogin, secretOf } from '../huawei/login.ts';
import type { Settings } from '../settings/settings.ts';
import type { Delivery } from '../terms/delivery.ts';
import { Duplicate, Expired, Held, InvalidIntent } from '../terms/errors.ts';
import { type Intent, readIntent } from '../terms/intent.ts';
import type { Operation } from '../terms/operation.ts';
import { notSent } from '../terms/outcome.ts';
import { nodeCrypto } from '../values/node-crypto.ts';
import { redact } from '../values/redact.ts';
import { extended, giveUp, reopened } from './entry/changes.ts';
import {
  type Entry,
  isLeased,
  isSettled,
  outcomesOf,
  sendable,
  settledStatus,
  targetsIn,
} from './entry/entry.ts';
import { fingerprint } from './entry/fingerprint.ts';
import { note } from './entry/history.ts';
import { orphaned } from './entry/may-have-left.ts';
import { opened } from './entry/open-sealed.ts';
import { refuseOtherIntent } from './entry/other-intent.ts';
import { SENT_ON } from './entry/sent-on.ts';
import { requestKey } from './keys.ts';
import { seal } from './seal.ts';
import type { Ledger } from './store.ts';
import { readHeld, type Ticket } from './ticket.ts';

/**
 * Reads what the ledger knows of a request and decides what this run may do: nothing (throws `Duplicate`, `Held`,
 * `Expired`, `InvalidIntent`), or send and look for the targets that the ticket names.
 */
export async function openTicket(
  operation: Operation,
  ledger: Ledger,
  delivery: Delivery,
  request: Intent,
  settings: Settings,
): Promise<Ticket> {
  const pk = requestKey(operation.name, request.project_id, request.request_id);
  const owner = nodeCrypto().randomUUID();
  const held = await ledger.read(pk);
  if (!held) {
    if (delivery.directions?.resumed)
      throw new Expired('the ledger no longer holds this request; nothing was sent');
    const entry = await newEntry(operation, delivery, request, settings);
    return { ledger, pk, owner, entry, held, send: request.targets, look: [] };
  }
  await refuseOtherIntent(operation, ledger, delivery, request, held.entry);
  const entry = directed(held.entry, delivery, settings);
  refuseToAct(entry, delivery);
  const settled = orphaned(entry);
  return {
    ledger,
    pk,
    owner,
    entry: settled,
    held,
    send: sendable(settled, Date.now()),
    look: targetsIn(settled, 'unknown'),
  };
}

// An item of the ledger holds 400 KB, of which each target of a whole intent takes about 300 bytes.
const MOST_IN_PARTS = 1000;

/**
 * Keeps on record that a request was sent on in parts, so that its id stands for this intent alone. Throws
 * `InvalidIntent` when it stands for another, or when the intent is too large to be kept.
 */
export async function recordParent(
  operation: Operation,
  ledger: Ledger,
  delivery: Delivery,
  request: Intent,
  settings: Settings,
): Promise<void> {
  const { length } = request.targets;
  if (length > MOST_IN_PARTS) {
    const message = `expected at most ${MOST_IN_PARTS} targets an intent, as the ledger holds, got ${length}`;
    throw new InvalidIntent([{ path: '', message }]);
  }
  const pk = requestKey(operation.name, request.project_id, request.request_id);
  const held = await ledger.read(pk);
  if (held) return refuseOtherIntent(operation, ledger, delivery, request, held.entry);
  const entry = await newEntry(operation, delivery, request, settings);
  const outcomeOf = (target: string) => notSent(target, { code: SENT_ON, reason: 'sent on in parts' });
  if (await ledger.write(operation, giveUp(entry, outcomeOf), undefined)) return;
  const faster = await ledger.read(pk);
  if (faster) await refuseOtherIntent(operation, ledger, delivery, request, faster.entry);
}

async function newEntry(
  operation: Operation,
  delivery: Delivery,
  request: Intent,
  settings: Settings,
): Promise<Entry> {
  const { request_id, region, project_id, deadline } = request;
  const whole = { ...request.written, request_id, region, project_id };
  const masked = redact(whole);
  const secretive = JSON.stringify(masked) !== JSON.stringify(whole);
  return {
    operation: operation.name,
    request_id,
    region,
    project_id,
    intent: masked,
    ...(secretive && { sealed: seal(JSON.stringify(whole), secretOf(await readLogin(settings))) }),
    fields: redact(request.fields),
    fingerprint: fingerprint(whole),
    trigger: delivery.trigger,
    triggered_at: delivery.triggered_at,
    ...(delivery.sender && { sender: delivery.sender }),
    deadline,
    terms: termsOf(operation, request, settings),
    ...(settings.EVENT_BUS && { announce: true }),
    targets: Object.fromEntries(request.targets.map((target) => [target, { state: 'waiting' }])),
    tries: 0,
    put_off: 0,
  };
}

function termsOf({ name, follow }: Operation, { fields }: Intent, { TIMING }: Settings): Entry['terms'] {
  const starts_at = follow.starts?.(fields);
  return {
    within_ms: TIMING.job_within_ms[name] ?? follow.within_ms,
    ...(starts_at !== undefined && { starts_at }),
  };
}

/** What a person decided about an entry: undecided targets are sent again, the deadline starts anew. */
function directed(entry: Entry, { directions }: Delivery, settings: Settings): Entry {
  const now = Date.now();
  const longer = directions?.extend
    ? directedTo(extended(entry, now, settings.TIMING.immediate_window_ms), 'more time')
    : entry;
  return directions?.resend === entry.tries
    ? directedTo(reopened(longer), 'what stayed unknown is sent again')
    : longer;

  function directedTo(changed: Entry, said: string) {
    return note(changed, now, { what: 'directed', said });
  }
}

function refuseToAct(entry: Entry, { directions }: Delivery): void {
  const outcomes = outcomesOf(entry);
  if (isSettled(entry)) {
    throw new Duplicate(`settled before as ${settledStatus(entry)}; nothing was sent`, {
      outcomes,
      settled: settledStatus(entry),
      hand_over: entry.hand_over === 'pending',
      conflicts: entry.conflicts ?? [],
    });
  }
  if (isLeased(entry, Date.now())) throw new Held('another run is submitting it', { retry: true, outcomes });
  const { due_at = 0 } = entry;
  if (due_at > Date.now() && directions?.resend !== entry.tries && !directions?.extend) {
    throw new Held('waits in the ledger', { next_try: due_at, outcomes });
  }
}

/**
 * The intent as it was first claimed: durations keep counting from the first trigger. Marks the ticket as unusable and
 * throws `Expired` or `InvalidIntent` when it can no longer be read.
 */
export async function intentOf(
  operation: Operation,
  ticket: Ticket,
  delivery: Delivery,
  settings: Settings,
): Promise<Intent> {
  const { sealed, intent, request_id, region, project_id, triggered_at, deadline } = ticket.entry;
  const text = sealed && (await opened(sealed, settings));
  const request = readHeld(ticket, () => {
    if (sealed && text === undefined) {
      throw new Expired(
        'its secret part was kept under a cloud credential that has changed since: send the intent again',
      );
    }
    const written = text ? (JSON.parse(text) as unknown) : { ...intent, request_id, region, project_id };
    return readIntent(operation, { ...delivery, intent: written, triggered_at }, settings);
  });
  return { ...request, deadline };
}
