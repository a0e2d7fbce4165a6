import type { AlarmRecord } from '../../huawei/alarms.ts';
import { isSameId } from '../../huawei/ids.ts';
import type { ServiceName } from '../../huawei/services/services.ts';
import { MINUTE } from '../../values/time/units.ts';
import type { Alarms, Firing, Step } from '../rollout/facts.ts';
import type { RolloutHead } from '../rollout/rollout.ts';
import { currentWave } from '../rollout/tally.ts';
import { isDone, type RolloutTarget } from '../rollout/target.ts';
import type { PlaceId } from '../selectors/surveyed.ts';
import { type AlarmAsk, ASKED_FOR, alarmsKey, asksKey, isKnown } from './ask.ts';
import type { Context } from './context.ts';

type Place = PlaceId & { readonly service: ServiceName };

/** Where the targets of a wave are, and which count: before it starts all of them, later those that are done. */
interface Watched {
  readonly places: readonly Place[];
  readonly targets: readonly RolloutTarget[];
}

/** What is known of the alarms that the wave under way waits for; undefined where it waits for none, or nobody has asked. Throws `PlatformUnavailable`. */
export async function alarmsOf(
  head: RolloutHead,
  context: Context,
  now: number,
): Promise<Alarms | undefined> {
  const index = currentWave(head);
  const { gate, state, bake_until = 0, unread } = head.waves[index] ?? {};
  const awaits = state === 'settled' ? now >= bake_until : unread !== undefined;
  if (gate?.alarms === undefined || !awaits) return undefined;
  const { places, targets } = await watched(head, index, context);
  if (places.length === 0) return { at: now, firing: [] };
  const items = await context.table.getAll(
    places.map((place) => keyOf({ ...place, rollout: head.id, wave: index, before: isBefore(head, index) })),
  );
  const asks = items.map(({ doc }) => JSON.parse(doc) as AlarmAsk);
  if (asks.length < places.length) return undefined;
  const missing = asks.filter((ask) => !isKnown(ask));
  if (missing.length > 0) {
    const since = Math.min(...missing.map(({ asked_at }) => asked_at));
    const [why = 'the survey has not read them'] = missing.flatMap(({ answer }) => answer?.words ?? []);
    return { since, unread: why };
  }
  return {
    at: Math.min(...asks.map(({ answer }) => answer?.at ?? 0)),
    firing: asks.flatMap((ask) => (ask.answer?.firing ?? []).flatMap((one) => firingAt(one, targets))),
  };
}

/** An alarm as one of these targets; none where it is of others. */
function firingAt({ of, ...record }: AlarmRecord, targets: readonly RolloutTarget[]): Firing[] {
  if (of.length === 0) return [{ ...record, of: [] }];
  const meant = targets.filter(({ target, instance }) =>
    of.some((id) => isSameId(id, target) || isSameId(id, instance)),
  );
  const names = meant.map(({ name, target }) => (name === undefined ? target : `${name} (${target})`));
  return names.length === 0 ? [] : [{ ...record, of: names }];
}

/** Asks for what a step wants to know of alarms and was not read after the time that it names. Throws `PlatformUnavailable`. */
export async function putAlarmAsks(
  head: RolloutHead,
  wanted: Step['asks'],
  context: Context,
  now: number,
): Promise<void> {
  for (const one of wanted) {
    if (!('alarms' in one)) continue;
    const { places } = await watched(head, one.alarms, context);
    for (const place of places) await putAlarmAsk(place, one, head, context, now);
  }
}

async function putAlarmAsk(
  { region, project, service }: Place,
  { alarms: wave, after }: Extract<Step['asks'][number], { alarms: number }>,
  head: RolloutHead,
  { store }: Context,
  now: number,
): Promise<void> {
  const about = { region, project, service, rollout: head.id, wave, before: isBefore(head, wave) };
  const key = keyOf(about);
  const known = await store.get<AlarmAsk>(key);
  // Of one that waits for its answer it stays known since when.
  const stands =
    known &&
    (isKnown(known.doc) ? (known.doc.answer?.at ?? 0) >= after : about.before || known.doc.after === after);
  if (stands && known.doc.until > now + ASKED_FOR / 2) return;
  const until = now + ASKED_FOR;
  const doc: AlarmAsk = stands ? { ...known.doc, until } : { ...about, after, asked_at: now, until };
  // Whoever was faster has asked, or has answered.
  await store.put(key, doc, known?.version ?? 0, Math.ceil((until + MINUTE) / 1000));
}

const isBefore = ({ waves }: RolloutHead, wave: number): boolean => waves[wave]?.started_at === undefined;

const keyOf = (ask: Omit<AlarmAsk, 'after' | 'asked_at' | 'until'>) => ({
  pk: asksKey(ask),
  sk: alarmsKey(ask),
});

async function watched(head: RolloutHead, wave: number, context: Context): Promise<Watched> {
  const before = isBefore(head, wave);
  const places = new Map<string, Place>();
  const targets: RolloutTarget[] = [];
  for await (const rows of context.store.targets(head.id, wave)) {
    for (const row of rows) {
      const service = context.operations.get(row.operation)?.operation.service;
      if (!service || (!before && !isDone(row))) continue;
      targets.push(row);
      const { region, project } = row;
      places.set(`${service} ${region} ${project}`, { service, region, project });
    }
  }
  return { places: [...places.values()], targets };
}
