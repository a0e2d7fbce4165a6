import type { Operation } from '../terms/operation.ts';
import type { Entry } from './entry/entry.ts';
import type { Held, Ledger } from './store.ts';

/** One run's hold on one ledger entry. Whatever may happen to it stands in this file; all others only read it. */
export interface Ticket {
  readonly ledger: Ledger;
  readonly pk: string;
  /** Names this run in the entry it claims. */
  readonly owner: string;
  /** The entry as this run knows it, written or not. */
  readonly entry: Entry;
  /** What stands in the table; absent for a request seen for the first time. */
  readonly held: Held | undefined;
  /** Targets that may be sent now. */
  readonly send: readonly string[];
  /** Targets for which the cloud is asked first. */
  readonly look: readonly string[];
  /** Set when the intent that the ledger holds can no longer be read: nothing of it will ever be sent. */
  readonly unusable?: boolean;
  /** When the claimed submission can have left, once claimed. */
  readonly claimed?: { readonly since: number; readonly until: number };
}

type Changing = { -readonly [Field in keyof Ticket]: Ticket[Field] };

/** Writes the ticket's entry over what the run holds; false when another run was faster. */
export async function save(operation: Operation, ticket: Changing, entry: Entry): Promise<boolean> {
  const held = await ticket.ledger.write(operation, entry, ticket.held);
  if (held) adopt(ticket, held);
  return held !== undefined;
}

/** Takes what stands in the table for this run's own. */
export function adopt(ticket: Changing, stands: Held): void {
  ticket.held = stands;
  ticket.entry = stands.entry;
}

/** Reads the intent that the entry holds; the ticket is unusable if that throws. */
export function readHeld<Read>(ticket: Changing, read: () => Read): Read {
  ticket.unusable = true;
  const intent = read();
  ticket.unusable = false;
  return intent;
}

/** The entry has to be sent by another time (epoch ms), which is written with the next change. */
export function moveDeadline(ticket: Changing, deadline: number): void {
  ticket.entry = { ...ticket.entry, deadline };
}

/** The cloud was asked about all targets that are looked for; these may be sent now. */
export function endLook(ticket: Changing, send: readonly string[]): void {
  ticket.send = send;
  ticket.look = [];
}

/** Some targets are not sent by this run. */
export function leaveOut(ticket: Changing, gone: Pick<ReadonlySet<string>, 'has'>): void {
  ticket.send = ticket.send.filter((target) => !gone.has(target));
}

/** The claim stands in the table: from now on the submission may leave. */
export function markClaimed(ticket: Changing, claimed: NonNullable<Ticket['claimed']>): void {
  ticket.claimed = claimed;
}

/** What was claimed and never left was no try. */
export function uncountTry(ticket: Changing): void {
  ticket.entry = { ...ticket.entry, tries: ticket.entry.tries - 1 };
}
