import { catalog } from '../../../functions/catalog.ts';
import { type Among, type Found, findRequest, nearestRequests } from '../../../shared/desk/requests.ts';
import type { Ledger } from '../../../shared/ledger/store.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import { oneOfText } from '../../../shared/values/nearest-text.ts';
import { utc } from '../../../shared/values/time/instant.ts';
import type { Here } from '../../../shared/words/command-text.ts';
import { BadUsage } from '../../command.ts';
import { notThereText } from '../../words/ledger-text.ts';

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

/** Where to look for requests, out of what was typed. */
export const amongAsked = (
  { operation, project }: { operation: Operation | undefined; project: string | undefined },
  { place }: Settings,
): Among => ({
  operations: operation ? [operation] : catalog,
  ...(project !== undefined && { project }),
  ...(place.project_id && { likely: place.project_id }),
});

/** The one request of that id and its parts. Throws `BadUsage` when several use the id, `PlatformUnavailable`. */
export async function requestCalled(ledger: Ledger, request_id: string, among: Among): Promise<Found> {
  const found = await findRequest(ledger, request_id, among);
  if (!('users' in found)) return found;
  const lines = found.users.map(
    ({ operation, entry }) =>
      `  --operation ${operation.name} --project ${entry.project_id}  asked for ${utc(entry.triggered_at)}`,
  );
  throw new BadUsage(
    [
      `${found.users.length} requests are called ${request_id}:`,
      ...lines,
      'name one with --operation, --project',
    ].join('\n'),
  );
}

/** What is said of a request that the ledger does not hold, with the one that is most likely meant. */
export const notThere = async (
  ledger: Ledger,
  request_id: string,
  among: Among,
  here: Here,
): Promise<string> => `${notThereText(here)}${await nearText(ledger, request_id, among)}`;

/** The requests that are most likely meant, as a question; empty where there is none to name. Throws `PlatformUnavailable`. */
export async function nearText(ledger: Ledger, request_id: string, among: Among): Promise<string> {
  const meant = oneOfText(await nearestRequests(ledger, request_id, among));
  return meant && `Is ${meant} meant?\n`;
}
