import type { Operation } from '../terms/operation.ts';
import type { Entry } from './entry/entry.ts';
import type { Held, Ledger } from './store.ts';

/** One run's hold on one ledger entry. */
export interface Ticket {
  readonly ledger: Ledger;
  readonly pk: string;
  /** Names this run in the entry it claims. */
  readonly owner: string;
  /** The entry as this run knows it, written or not. */
  entry: Entry;
  /** What stands in the table; absent for a request seen for the first time. */
  held: Held | undefined;
  /** Targets that may be sent now. */
  send: readonly string[];
  /** Targets for which the cloud is asked first. */
  look: readonly string[];
  /** Set when the intent that the ledger holds can no longer be read: nothing of it will ever be sent. */
  unusable?: boolean;
  /** When the claimed submission can have left, once claimed. */
  claimed?: { readonly since: number; readonly until: number };
}

/** Writes the ticket's entry over what the run holds; false when another run was faster. */
export async function save(operation: Operation, ticket: Ticket, entry: Entry): Promise<boolean> {
  const held = await ticket.ledger.write(operation, entry, ticket.held);
  if (!held) return false;
  ticket.held = held;
  ticket.entry = held.entry;
  return true;
}
