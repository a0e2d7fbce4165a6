import { bundledFleets } from '../fleet/bundled.ts';
import { placesOf } from '../fleet/places.ts';
import { openFleetTable, openTable, regionOfDoor, visitorOf } from '../platform/platform.ts';
import type { HostedDoor, Invocation, PageAnswer, PageRequest } from '../platform/ports.ts';
import { type Given, inForce, type Settings } from '../settings/settings.ts';
import { Forbidden, Misconfigured } from '../terms/errors.ts';
import type { Here } from '../words/command-text.ts';
import { pageFor, plain, refusal } from './door.ts';
import { inTime } from './in-time.ts';
import { printVisit } from './print-visit.ts';
import type { Sources } from './sources.ts';
import { viewsOf } from './views.ts';

/** Shows a page to whoever the load balancer vouches for, and changes nothing. One log line. */
export const showHosted =
  (operations: Sources['operations']) =>
  async (request: PageRequest, { id, remaining }: Invocation, given: Given): Promise<PageAnswer> => {
    const { method, path, headers } = request;
    const visit = { request_id: id, path, by: undefined as string | undefined, started_at: Date.now() };
    const end = (answer: PageAnswer, reason?: string): PageAnswer => {
      printVisit({ ...visit, status: answer.status, reason });
      return answer;
    };
    const refused = refusal(method, path);
    if (refused) return end(refused);
    try {
      const settings = inForce(given);
      const door = doorOf(settings);
      // Killed by its timeout, the function would say nothing, neither to the browser nor to the log.
      const answer = await inTime(remaining() - TO_SAY_SO_MS, async () => {
        visit.by = (await visitorOf(headers, door)).sub;
        const sources = { ...(await sourcesOf(settings)), operations, here: hereAt(settings, door) };
        return pageFor(viewsOf(sources), request);
      });
      return end(answer);
    } catch (error) {
      const { message } = error as Error;
      return error instanceof Forbidden ? end(STRANGER, message) : end(OUT_OF_ORDER, message);
    }
  };

const TO_SAY_SO_MS = 1000;

const STRANGER = plain(
  403,
  'Nobody vouches for you: open the address of the console, which asks you to log in.',
);
const OUT_OF_ORDER = plain(503, 'Nothing can be shown now. Try again in a minute.');

const hereAt = ({ STAGE: stage }: Settings, door: HostedDoor): Here => ({
  stage,
  'aws-region': regionOfDoor(door),
});

/** Throws `Misconfigured`. */
function doorOf({
  CONSOLE_SIGNER: signer,
  CONSOLE_CLIENT_ID: client,
  CONSOLE_ISSUER: issuer,
}: Settings): HostedDoor {
  if (signer && client && issuer) return { signer, client, issuer };
  throw new Misconfigured('CONSOLE_SIGNER, CONSOLE_CLIENT_ID and CONSOLE_ISSUER are needed to know who asks');
}

/** Throws `Misconfigured`. */
async function sourcesOf(settings: Settings) {
  const { FLEET_TABLE, LEDGER_TABLE } = settings;
  if (!FLEET_TABLE || !LEDGER_TABLE) throw new Misconfigured('FLEET_TABLE and LEDGER_TABLE are needed');
  const fleets = await bundledFleets(settings);
  return {
    table: openFleetTable(FLEET_TABLE),
    ledger: openTable(LEDGER_TABLE),
    fleets,
    places: placesOf(fleets, settings.place),
    site: settings,
    now: Date.now,
    agenda: async (now: number) =>
      (await import('./deployed-agenda.ts')).deployedAgenda(fleets, settings, now),
    unread: 'Dead letters are not read here: this console may read two tables and nothing else.',
  };
}
