import { zoneOf } from '../../calendar/region-zone.ts';
import { type Forecast, type Foreseen, forecast } from '../forecast/forecast.ts';
import { type ForeseenStart, type Foresight, goodUntil, isAwaited, isToStart } from '../rollout/foresight.ts';
import type { RolloutHead } from '../rollout/rollout.ts';
import { type RolloutTarget, targetKey } from '../rollout/target.ts';
import type { Context } from './context.ts';
import { foresightKey } from './foreseen.ts';
import { readPresent } from './read-forecast.ts';
import { expiryOf } from './store.ts';

/** Foresees the starts of a rollout, which takes seconds where it is large, and keeps them for the next step. Throws `PlatformUnavailable`. */
export async function foresee(id: string, context: Context, now: number): Promise<void> {
  const { store, table, settings, calendar, operations } = context;
  const head = (await store.head(id))?.doc;
  if (!head || !isAwaited(head)) return;
  const targets: RolloutTarget[] = [];
  for await (const page of store.targets(id)) targets.push(...page);
  const by = { brought: [...operations.values()], settings, today: calendar };
  const present = await readPresent(table, { head, targets }, by, now);
  const waves = startsIn(forecast(present), present, context);
  const good_until = goodUntil(
    head,
    waves.map(({ starts }) => starts),
    now,
  );
  const made: Foresight = { decision: head.decision, good_until, waves };
  const known = await store.get<Foresight>(foresightKey(id));
  await store.put(foresightKey(id), made, known?.version ?? 0, expiryOf(head));
}

/** The waves that start by themselves: before the first of which, or of whose gate, somebody has to decide. */
function startsIn({ waves, decided }: Forecast, present: Foreseen, context: Context): ForeseenStart[] {
  const { head } = present;
  const blocked = waves.findIndex(({ name }) =>
    decided.some(({ verb, wave }) => verb === 'proceed' || wave === name),
  );
  return waves.slice(0, blocked < 0 ? undefined : blocked).flatMap(({ name, starts, ends }, index) => {
    const wave = head.waves[index];
    if (!starts || !wave || !isToStart(wave)) return [];
    const rows = present.targets.filter(
      (row) => row.wave === index && isMeant(row, present, starts.earliest),
    );
    if (rows.length === 0) return [];
    return [
      {
        wave: name,
        starts: starts.earliest,
        ...(ends?.latest !== undefined && { ends: ends.latest }),
        zone: zoneFor(head, rows),
        operations: effectsOf(rows, context),
        ...ownersOf(rows),
      },
    ];
  });
}

/** Whether a target waits, and nothing shows that it will be left alone. */
function isMeant(row: RolloutTarget, { head: { holds }, away }: Foreseen, starts: number): boolean {
  const sk = targetKey(row);
  const isHeld = [row.target, row.instance].some(
    (id) => Object.hasOwn(holds, id) && (holds[id]?.until ?? 0) > starts,
  );
  return (
    row.state === 'waiting' &&
    !isHeld &&
    !((away.get(sk)?.until ?? (away.has(sk) ? Number.POSITIVE_INFINITY : 0)) > starts)
  );
}

/** The zone of the fleet's plan where it names one, else that of the one region in which all of it is. */
function zoneFor({ spec }: RolloutHead, rows: readonly RolloutTarget[]): string {
  const regions = new Set(rows.map(({ region }) => region));
  const [region = ''] = regions;
  return spec.plan.time_zone !== 'UTC' || regions.size > 1 ? spec.plan.time_zone : (zoneOf(region) ?? 'UTC');
}

const effectsOf = (rows: readonly RolloutTarget[], { operations }: Context): ForeseenStart['operations'] =>
  [...new Set(rows.map(({ operation }) => operation))].flatMap((name) => {
    const effect = operations.get(name)?.operation.effect;
    if (effect === undefined) return [];
    const isBacked = rows.some(({ operation, backup }) => operation === name && backup);
    return [
      {
        name,
        effect: isBacked ? `${effect}; before it each instance is backed up, which is billed` : effect,
      },
    ];
  });

/** So many owners are named in a message, and so many instances of each. */
const OWNERS = 5;
const NAMES = 3;

function ownersOf(rows: readonly RolloutTarget[]): Pick<ForeseenStart, 'instances' | 'owners' | 'more'> {
  const instances = new Map(rows.map((row) => [row.instance, row]));
  const owners = [...Map.groupBy(instances.values(), ({ owner }) => owner)]
    .map(([owner, own]) => ({
      ...(owner !== undefined && { owner }),
      count: own.length,
      names: own.slice(0, NAMES).map(({ name, instance }) => name ?? instance),
    }))
    .sort((one, other) => other.count - one.count);
  const more = owners.slice(OWNERS).reduce((sum, { count }) => sum + count, 0);
  return { instances: instances.size, owners: owners.slice(0, OWNERS), more };
}
