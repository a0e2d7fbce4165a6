import { checkAtRest, findInstance, listInstances } from '../../huawei/instances.ts';
import { reader } from '../../huawei/read.ts';
import { guardedCredentials } from '../../ledger/locks/guarded-credentials.ts';
import type { FleetTable } from '../../platform/fleet-ports.ts';
import { openFleetTable } from '../../platform/platform.ts';
import type { Settings } from '../../settings/settings.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import type { PlaceId } from '../selectors/surveyed.ts';
import { type Ask, asksKey, isSettled } from '../steering/ask.ts';

/** What rollouts wait for is read before anything else, so many questions of a place at a time. */
const MOST = 200;

/** A question as it stands in the table. */
interface Standing {
  readonly item: Awaited<ReturnType<FleetTable['slice']>>['items'][number];
  readonly ask: Ask;
}

/**
 * Reads whether the instances are at rest that rollouts ask about, in each of these places, until they are or nobody waits for it any
 * more. Throws `PlatformUnavailable`, and what a login says.
 */
export async function answerAsks(
  settings: Settings,
  places: readonly PlaceId[],
  remaining: () => number,
): Promise<void> {
  if (!settings.FLEET_TABLE) return;
  const table = openFleetTable(settings.FLEET_TABLE);
  for (const place of places) {
    const { items } = await table.slice(asksKey(place), '', { most: MOST });
    const now = Date.now();
    const open = items
      .map((item): Standing => ({ item, ask: JSON.parse(item.doc) as Ask }))
      .filter(({ ask }) => ask.until > now && !isSettled(ask));
    if (open.length > 0) await answer(table, place, open, settings, remaining);
    await table.removeAll(items.filter(({ doc }) => (JSON.parse(doc) as Ask).until <= now));
  }
}

async function answer(
  table: FleetTable,
  place: PlaceId,
  open: readonly Standing[],
  settings: Settings,
  remaining: () => number,
): Promise<void> {
  const at = { region: place.region, project_id: place.project };
  const login = await guardedCredentials(settings, at);
  await login.ready();
  for (const [service, asked] of Map.groupBy(open, ({ ask }) => ask.service)) {
    const read_at = Date.now();
    const ids = [...new Set(asked.map(({ ask }) => ask.instance))];
    const { all } = reader(service, at, login, settings, remaining);
    const answers = await all({ instances: listInstances(service, ids) });
    for (const { item, ask } of asked) {
      const found = findInstance(service, answers, ask.instance);
      if (found === 'unread') continue;
      const check = found === 'absent' ? undefined : checkAtRest(service, answers, ask.instance);
      const words =
        check && 'reason' in check ? check.reason : check ? 'its status cannot be read' : 'at rest';
      const answered: Ask = {
        ...ask,
        first_at: ask.first_at ?? read_at,
        answer: { at: read_at, at_rest: check === undefined, words },
      };
      const version = item.version + 1;
      const doc = JSON.stringify(answered);
      // Where it was asked anew meanwhile, the next run answers that.
      await table.put({ ...item, version, write_id: nodeCrypto().randomUUID(), doc }, item.version);
    }
  }
}
