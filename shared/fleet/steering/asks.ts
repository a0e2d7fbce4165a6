import { MINUTE } from '../../values/time/units.ts';
import { compareVersions, isVersion } from '../../values/versions.ts';
import { versionsOf } from '../compliance/state.ts';
import type { Facts, Step } from '../rollout/facts.ts';
import { restCounts } from '../rollout/release.ts';
import type { RolloutHead } from '../rollout/rollout.ts';
import { currentWave } from '../rollout/tally.ts';
import { isDone, type RolloutTarget } from '../rollout/target.ts';
import type { TargetRow } from '../survey/rows.ts';
import { alarmsOf } from './alarms.ts';
import { ASKED_FOR, type Ask, askKey, asksKey, isAnswered, isSettled } from './ask.ts';
import { type Context, rowKey } from './context.ts';
import type { Standing } from './store.ts';

type Rows = ReadonlyMap<string, Standing<RolloutTarget>>;

/** What was read of kept targets, of a wave that has baked, and of the alarms that count at its gate. Throws `PlatformUnavailable`. */
export async function heardOf(
  head: RolloutHead,
  rows: Rows,
  context: Context,
  now: number,
): Promise<Pick<Facts, 'at_rest' | 'proven' | 'rest' | 'alarms'>> {
  const kept = head.kept.flatMap(({ sk }) => {
    const row = rows.get(sk)?.doc;
    return row ? [{ sk, row }] : [];
  });
  const wanted = kept.map(({ row }) => askOf(head, row, restCountsFor(row, context), context));
  const asked = await standing(wanted, context);
  const at_rest = kept.filter((_, index) => {
    const ask = asked[index]?.doc;
    // An answer about an earlier try of the same target says nothing of this one.
    return ask !== undefined && ask.after >= (wanted[index]?.after ?? 0) && isSettled(ask);
  });
  const shown =
    at_rest.length > 0
      ? await shownOf(
          at_rest.map(({ row }) => row),
          context,
        )
      : [];
  const proven = at_rest.filter(({ row }, index) => shows(row, shown[index]));
  return {
    at_rest: new Set(at_rest.map(({ sk }) => sk)),
    proven: new Set(proven.map(({ sk }) => sk)),
    rest: await restOf(head, context, now),
    alarms: await alarmsOf(head, context, now),
  };
}

/** Whether the last survey shows what was to be brought. */
function shows({ operation, to }: RolloutTarget, row: TargetRow | undefined): boolean {
  const offer = row?.offered.find((one) => one.operation === operation);
  const newest = versionsOf({ available: to }).at(-1) ?? to;
  if (!offer) return false;
  if (!isVersion(newest)) return offer.patch === false;
  // Patches stand behind the version that they are on.
  const installed = offer.current?.split(' ') ?? [];
  return installed.some((version) => isVersion(version) && compareVersions(version, newest) === 0);
}

async function shownOf(rows: readonly RolloutTarget[], context: Context): Promise<(TargetRow | undefined)[]> {
  const keys = rows.map((row) => rowKey(row, row.target, context));
  const items = await context.table.getAll(keys);
  return keys.map(({ pk, sk }) => {
    const item = items.find((one) => one.pk === pk && one.sk === sk);
    return item && (JSON.parse(item.doc) as TargetRow);
  });
}

/** The questions about the done instances of a wave, each instance once. */
async function asksOfWave(head: RolloutHead, wave: number, context: Context): Promise<Ask[]> {
  const asks = new Map<string, Ask>();
  for await (const rows of context.store.targets(head.id, wave)) {
    for (const row of rows) {
      if (!isDone(row)) continue;
      const ask = askOf(head, row, head.waves[wave]?.bake_until ?? 0, context);
      if (ask) asks.set(askKey(ask), ask);
    }
  }
  return [...asks.values()];
}

async function restOf(head: RolloutHead, context: Context, now: number): Promise<Facts['rest']> {
  const wave = currentWave(head);
  const { state, bake_until = now } = head.waves[wave] ?? {};
  if (state !== 'settled' || now < bake_until) return undefined;
  const asked = await standing(await asksOfWave(head, wave, context), context);
  const answered = asked.flatMap((one) => (one && isAnswered(one.doc) ? [one.doc] : []));
  if (answered.length === 0) return undefined;
  return {
    since: Math.min(...answered.map(({ first_at, answer }) => first_at ?? answer?.at ?? now)),
    unanswered: asked.length - answered.length,
    restless: answered.filter((ask) => !isSettled(ask)).map(({ instance }) => instance),
  };
}

/** Asks what a step wants to know and nobody has answered yet. Throws `PlatformUnavailable`. */
export async function putAsks(
  head: RolloutHead,
  wanted: Step['asks'],
  rows: Rows,
  context: Context,
  now: number,
): Promise<void> {
  const asks: Ask[] = [];
  for (const one of wanted) {
    if ('wave' in one) asks.push(...(await asksOfWave(head, one.wave, context)));
    if (!('sk' in one)) continue;
    const row = rows.get(one.sk)?.doc;
    const ask = row && askOf(head, row, restCountsFor(row, context), context);
    if (ask) asks.push(ask);
  }
  const asked = await standing(asks, context);
  for (const [index, ask] of asks.entries()) {
    const known = asked[index];
    if (known && known.doc.after >= ask.after && known.doc.until > now + ASKED_FOR / 2) continue;
    const until = now + ASKED_FOR;
    const doc: Ask = known && known.doc.after >= ask.after ? { ...known.doc, until } : { ...ask, until };
    // Whoever was faster has asked, or has answered.
    await context.store.put(keyOf(doc), doc, known?.version ?? 0, Math.ceil((until + MINUTE) / 1000));
  }
}

function askOf(
  head: RolloutHead,
  row: RolloutTarget,
  after: number,
  { operations }: Context,
): Ask | undefined {
  const service = operations.get(row.operation)?.operation.service;
  if (!service) return undefined;
  const { region, project, instance } = row;
  return { service, region, project, instance, rollout: head.id, after, until: 0 };
}

const restCountsFor = (row: RolloutTarget, { operations }: Context): number =>
  restCounts(row, { starts: (operation) => operations.get(operation)?.bring?.starts });

const keyOf = (ask: Ask) => ({ pk: asksKey(ask), sk: askKey(ask) });

/** How questions stand in the table, in their order. */
async function standing(
  asks: readonly (Ask | undefined)[],
  { table }: Context,
): Promise<(Standing<Ask> | undefined)[]> {
  const keys = asks.map((ask) => ask && keyOf(ask));
  const known = keys.filter((key) => key !== undefined);
  const items = known.length > 0 ? await table.getAll(known) : [];
  const found = new Map(items.map((item) => [`${item.pk} ${item.sk}`, item]));
  return keys.map((key) => {
    const item = key && found.get(`${key.pk} ${key.sk}`);
    return item && { doc: JSON.parse(item.doc) as Ask, version: item.version };
  });
}
