import { checkAtRest, findInstance, listInstances } from '../../huawei/instances.ts';
import { reader } from '../../huawei/read.ts';
import { guardedCredentials } from '../../ledger/locks/guarded-credentials.ts';
import type { FleetItem, FleetTable } from '../../platform/fleet-ports.ts';
import { openFleetTable } from '../../platform/platform.ts';
import type { Settings } from '../../settings/settings.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import { MINUTE, SECOND } from '../../values/time/units.ts';
import type { PlaceId } from '../selectors/surveyed.ts';
import {
  type AlarmAsk,
  type Ask,
  asksKey,
  type BeginAsk,
  isAlarmsKey,
  isBeginKey,
  isKnown,
  isRecallKey,
  isSettled,
  type RecallAsk,
} from '../steering/ask.ts';
import { alarmReader } from './answer-alarms.ts';
import { recaller } from './recall-asked.ts';
import type { Offering } from './work.ts';

/** What rollouts wait for is done before anything else, so many questions of a place at a time. */
const MOST = 200;
/** What is left of a run that begins to recall something. */
const RECALL_MS = 20 * SECOND;

/** Where Cloud Eye does not answer, it is left alone for so long: its silence takes the surveys no time. */
const AGAIN_AFTER = 5 * MINUTE;

const isTooSoon = ({ answer, after }: AlarmAsk, now: number): boolean =>
  answer !== undefined && answer.at >= after && now < answer.at + AGAIN_AFTER;

/** A question as it stands in the table. */
interface Standing<Asked> {
  readonly item: FleetItem;
  readonly ask: Asked;
}

/**
 * Recalls what rollouts want recalled, and reads whether the instances are at rest that they ask about and which alarms fire, in each of these
 * places, until that is known or nobody waits for it any more; returns which surveys plans wait for. Throws `PlatformUnavailable`, and what a login says.
 */
export async function answerAsks(
  settings: Settings,
  places: readonly PlaceId[],
  readOffering: () => Promise<readonly Offering[]>,
  remaining: () => number,
): Promise<BeginAsk[]> {
  if (!settings.FLEET_TABLE) return [];
  const table = openFleetTable(settings.FLEET_TABLE);
  const begins: BeginAsk[] = [];
  for (const place of places) {
    const { recalls, awaited, open, alarms, expired } = await standingAt(table, place, Date.now());
    if (recalls.length > 0) await recallAll(table, recalls, settings, readOffering, remaining);
    begins.push(...awaited.map(({ ask }) => ask));
    if (open.length + alarms.length > 0) await answer(table, place, { open, alarms }, settings, remaining);
    await table.removeAll(expired);
  }
  return begins;
}

/** What stands of a place: what nobody has done or answered yet, and what nobody waits for any more. */
interface Asked {
  readonly recalls: readonly Standing<RecallAsk>[];
  readonly awaited: readonly Standing<BeginAsk>[];
  readonly open: readonly Standing<Ask>[];
  readonly alarms: readonly Standing<AlarmAsk>[];
  readonly expired: readonly FleetItem[];
}

/** Those that have their answer stand there until they expire, and take nobody's turn. */
async function standingAt(table: FleetTable, place: PlaceId, now: number): Promise<Asked> {
  const recalls: Standing<RecallAsk>[] = [];
  const awaited: Standing<BeginAsk>[] = [];
  const open: Standing<Ask>[] = [];
  const alarms: Standing<AlarmAsk>[] = [];
  const expired: FleetItem[] = [];
  let behind: string | undefined;
  for (;;) {
    const { items, last } = await table.slice(asksKey(place), '', { behind, most: MOST });
    for (const item of items) {
      const { until } = JSON.parse(item.doc) as Pick<Ask, 'until'>;
      if (until <= now) expired.push(item);
      else if (isRecallKey(item.sk))
        recalls.push(...unless<RecallAsk>(item, ({ answer }) => answer !== undefined));
      else if (isBeginKey(item.sk)) awaited.push(...unless<BeginAsk>(item, () => false));
      else if (isAlarmsKey(item.sk))
        alarms.push(...unless<AlarmAsk>(item, (ask) => isKnown(ask) || isTooSoon(ask, now)));
      else open.push(...unless<Ask>(item, isSettled));
    }
    behind = items.at(-1)?.sk;
    if (last || recalls.length + open.length >= MOST) return { recalls, awaited, open, alarms, expired };
  }
}

function unless<One>(item: FleetItem, isDone: (ask: One) => boolean): Standing<One>[] {
  const ask = JSON.parse(item.doc) as One;
  return isDone(ask) ? [] : [{ item, ask }];
}

async function recallAll(
  table: FleetTable,
  wanted: readonly Standing<RecallAsk>[],
  settings: Settings,
  readOffering: () => Promise<readonly Offering[]>,
  remaining: () => number,
): Promise<void> {
  const { LEDGER_TABLE } = settings;
  if (!LEDGER_TABLE) return;
  const operations = (await readOffering()).map(({ operation }) => operation);
  const recall = recaller(operations, { ...settings, LEDGER_TABLE }, remaining);
  for (const { item, ask } of wanted) {
    if (remaining() < RECALL_MS) return;
    const done = await recall(ask);
    if (!done) continue;
    const { result, why: words } = done;
    await put(table, item, { ...ask, answer: { at: Date.now(), result, words } });
  }
}

async function answer(
  table: FleetTable,
  place: PlaceId,
  { open, alarms }: Pick<Asked, 'open' | 'alarms'>,
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
      const first_at = ask.first_at ?? read_at;
      await put(table, item, {
        ...ask,
        first_at,
        answer: { at: read_at, at_rest: check === undefined, words },
      });
    }
  }
  const readAlarms = alarmReader(place, login, settings, remaining);
  for (const [service, asked] of Map.groupBy(alarms, ({ ask }) => ask.service)) {
    const known = await readAlarms(service);
    for (const { item, ask } of asked) await put(table, item, { ...ask, answer: known });
  }
}

/** Writes what was learned. Where it was asked anew meanwhile, the next run answers that. */
const put = (table: FleetTable, item: FleetItem, ask: Ask | RecallAsk | AlarmAsk) =>
  table.put(
    { ...item, version: item.version + 1, write_id: nodeCrypto().randomUUID(), doc: JSON.stringify(ask) },
    item.version,
  );
