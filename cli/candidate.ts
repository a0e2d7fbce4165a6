import type { RequestRow } from '../shared/desk/standing.ts';
import type { Offer, Together } from '../shared/terms/offer.ts';
import type { Operation } from '../shared/terms/operation.ts';

/** An offer with what its instance shows and the whole intent; no intent where requests in the ledger are not done with it yet. */
export interface Candidate extends Offer {
  readonly name?: string;
  /** The instance's own maintenance window, `02:00-06:00` in UTC. */
  readonly window?: string;
  readonly asked?: readonly RequestRow[];
}

/** Where instances are. */
export interface Place {
  readonly region: string;
  readonly project_id: string;
}

/** What an operation's service was read to hold in a place; `why` when it could not be read. */
export interface Found {
  readonly operation: Operation;
  readonly place: Place;
  readonly together?: Together | undefined;
  readonly candidates?: readonly Candidate[];
  /** Not all of the service's instances are among them. */
  readonly partial?: boolean;
  readonly why?: readonly string[];
}

/** What is unread of every target where the ledger was not looked at. */
export const UNREAD_LEDGER = 'ledger';
