import type { Request } from '../shared/desk/requests.ts';
import { type RequestRow, resultOf, rowsOf, type Standing } from '../shared/desk/standing.ts';
import type { Offer } from '../shared/terms/offer.ts';

/** The rows of requests that asked for an operation on an offer's target already and are not done with it, latest first. */
export type AskedFor = (operation: string, offer: Pick<Offer, 'target'>) => readonly RequestRow[];

// Work that ended on an instance shows that nothing earlier is at work there; until then a person decides on what is unknown.
const SETTLE: readonly Standing[] = [
  'already_done',
  'succeeded',
  'failed',
  'completed_unchanged',
  'completed_unproven',
];

/** Reads them out of what the ledger holds, latest first; `now` in epoch ms. */
export function askedFor(requests: readonly Request[], now: number): AskedFor {
  const byTarget = Map.groupBy(
    requests.flatMap(({ entry }) => rowsOf(entry, now)),
    ({ operation, target }) => keyOf(operation, target),
  );
  return (operation, { target }) => {
    const rows = byTarget.get(keyOf(operation, target)) ?? [];
    const settled = rows.findIndex(({ status }) => SETTLE.includes(status));
    const since = settled < 0 ? rows : rows.slice(0, settled);
    return rows.filter(
      (row) => resultOf(row, rows) === 'open' || (row.status === 'unknown' && since.includes(row)),
    );
  };
}

// The vendor takes ids in either letter case.
const keyOf = (operation: string, target: string) => `${operation} ${target.toLowerCase()}`;
