import { catalog } from '../../../functions/catalog.ts';
import { openRollouts } from '../../../shared/desk/find-rollout.ts';
import { type InboxItem, inOrder, notRead } from '../../../shared/desk/inbox.ts';
import { overdueItems, rolloutItems } from '../../../shared/desk/inbox-fleet.ts';
import { pauseItems, requestItems } from '../../../shared/desk/inbox-requests.ts';
import { readUnsettled } from '../../../shared/desk/unsettled.ts';
import { fleetReport } from '../../../shared/fleet/compliance/fleet-report.ts';
import { placesOf, surveysOf } from '../../../shared/fleet/places.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { openSteering } from '../../../shared/fleet/steering/store.ts';
import { readKept } from '../../../shared/fleet/survey/kept.ts';
import { readPauses } from '../../../shared/ledger/pause.ts';
import { type Ledger, openLedger } from '../../../shared/ledger/store.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import { Ended } from '../../../shared/terms/errors.ts';
import { utc } from '../../../shared/values/time/instant.ts';
import { BadUsage } from '../../command.ts';
import { localFleets } from '../../local-fleets.ts';
import type { Having } from '../../needs.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { lettersLeft } from './letters-left.ts';

/** What a person has to look at, of requests that were asked for since (epoch ms); what could not be read is an item of its own. */
export async function readInbox(
  settings: Having<'LEDGER_TABLE'>,
  { since, now }: { readonly since: number; readonly now: number },
  terminal: Pick<Terminal, 'say'>,
): Promise<InboxItem[]> {
  const { FLEET_TABLE, DEAD_LETTER_QUEUE_URL } = settings;
  const ledger = openLedger(settings.LEDGER_TABLE);
  const open: RolloutHead[] = [];
  const items = await Promise.all([
    orNotRead('requests', () => requests(ledger, since, now)),
    orNotRead('pauses', async () => pauseItems(await readPauses(ledger.table))),
    DEAD_LETTER_QUEUE_URL
      ? orNotRead('dead letters', () => lettersLeft(DEAD_LETTER_QUEUE_URL))
      : [notRead('dead letters', 'DEAD_LETTER_QUEUE_URL is not set', [])],
    FLEET_TABLE
      ? orNotRead('rollouts', async () => {
          open.push(...(await openRollouts(openSteering(openFleetTable(FLEET_TABLE)))));
          return rolloutItems(open, catalog, now);
        })
      : [notRead('rollouts, and what is overdue', 'FLEET_TABLE is not set', [])],
  ]);
  const overdue = FLEET_TABLE
    ? await orNotRead('what is overdue', () => overdueNow(FLEET_TABLE, settings, open, now, terminal))
    : [];
  return inOrder([...items.flat(), ...overdue]);
}

/** What a source tells, or why it does not. */
async function orNotRead(what: string, read: () => Promise<InboxItem[]>): Promise<InboxItem[]> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Ended || error instanceof BadUsage) return [notRead(what, error.message, [])];
    throw error;
  }
}

async function requests(ledger: Ledger, since: number, now: number): Promise<InboxItem[]> {
  const { unsettled, complete } = await readUnsettled(ledger, catalog, since, now);
  const items = requestItems(unsettled);
  if (complete) return items;
  const others = { command: 'status', words: {}, options: { failed: true, since: utc(since) } } as const;
  return [...items, notRead('more requests', 'there are too many to look at all of them', [others])];
}

/** Without a fleet that says when a version is overdue, nothing ever is, and no survey is read. */
async function overdueNow(
  table: string,
  settings: Having<'LEDGER_TABLE'>,
  open: readonly RolloutHead[],
  now: number,
  terminal: Pick<Terminal, 'say'>,
): Promise<InboxItem[]> {
  const fleets = Object.fromEntries(
    Object.entries(localFleets(settings, terminal)).filter(([, { overdue }]) => overdue !== undefined),
  );
  const kept = await readKept(openFleetTable(table), surveysOf(placesOf(fleets, {})));
  return kept.length === 0 ? [] : overdueItems(fleetReport(kept, fleets, now), open);
}
