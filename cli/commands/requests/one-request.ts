import type { Ledger } from '../../../shared/ledger/store.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import { nearest } from '../../../shared/values/nearest.ts';
import { findRequests, type Narrowed, NOT_THERE } from '../../find-requests.ts';

/** The word that names a request. */
export const oneRequest = { takes: '<request_id>', says: 'the request' } as const;

/** What `status` and `explain` exit with, by what became of the requests. */
export const STANDING_EXITS = {
  0: 'all done',
  1: 'something was refused, failed, changed nothing or was called off, or nothing was found',
  2: 'something is unknown or unproven',
  3: 'something is still at work or waits',
  64: 'bad usage',
  69: 'configuration or ledger',
} as const;

/** What narrows a search, out of what was typed. */
export const narrowedBy = ({
  operation,
  project,
}: {
  operation: Operation | undefined;
  project: string | undefined;
}): Narrowed => ({ ...(operation && { operation }), ...(project !== undefined && { project }) });

/** What is said of a request that the ledger does not hold, with the one that is most likely meant. */
export const notThere = async (ledger: Ledger, request_id: string, narrowed: Narrowed): Promise<string> =>
  `${NOT_THERE}${await nearRequest(ledger, request_id, narrowed)}`;

/** A request whose id is nearly this one, in a sentence; empty where there is none. Throws `PlatformUnavailable`. */
export async function nearRequest(ledger: Ledger, request_id: string, narrowed: Narrowed): Promise<string> {
  const { requests } = await findRequests(ledger, 'all', narrowed);
  const ids = requests.map(({ entry }) => entry.request_id);
  const meant = nearest(request_id, ids);
  return meant === undefined ? '' : `Is ${meant} meant?\n`;
}
