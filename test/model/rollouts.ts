import type { Calendar } from '../../shared/calendar/calendar.ts';
import type { Fleet } from '../../shared/fleet/fleet.ts';
import { type RolloutHead, type RolloutWave, SCHEMA } from '../../shared/fleet/rollout/rollout.ts';
import type { RolloutTarget } from '../../shared/fleet/rollout/target.ts';
import { DAY, HOUR, MINUTE } from '../../shared/values/time/units.ts';
import type { Dice } from '../chaos/dice.ts';

export const BEGIN = Date.parse('2027-01-04T08:00:00Z');
export const HASH = '7c1e9f3a22b041dd'.repeat(4);
export const PERSONS = ['queue:AROAONE:ana', 'queue:AROATWO:bo', 'queue:AROATHREE:cleo'];
/** Whom gates name, and somebody whom none does. */
export const GATEKEEPERS = ['webhook:monitor', 'webhook:smoke', 'webhook:stranger'];
const CALENDAR: Pick<Calendar, 'windows' | 'freezes' | 'never_together'> = {
  windows: {},
  freezes: {},
  never_together: ['tag:app'],
};

/** When a rollout's windows are open, and a freeze; times in epoch ms. */
export interface Hours {
  readonly every: number;
  readonly open: number;
  readonly frozen: readonly [from: number, to: number];
}

/** A rollout as it was planned: its head, its targets and its hours. */
export interface Plan {
  readonly head: RolloutHead;
  readonly rows: readonly RolloutTarget[];
  readonly hours: Hours;
}

/** A plan with waves and targets as the dice fall; ten applications are spread over all. */
export function planOf(dice: Dice, number: number, fleet: string): Plan {
  const waves = Array.from({ length: dice.between(1, 3) }, (_, index) => waveOf(dice, index));
  const id = `${fleet}-${number}`;
  const backup = backupOf(dice);
  const rows = waves
    .flatMap(({ size }, wave) => Array.from({ length: size }, () => wave))
    .map((wave, seq) => ({ ...rowOf(dice, id, wave, seq), ...backup }));
  const good_for = dice.pick(['P1D', 'P3D', 'P7D']);
  const head: RolloutHead = {
    id,
    fleet,
    schema: SCHEMA,
    state: 'proposed',
    decision: 1,
    asked: { by: PERSONS[0] ?? '', at: BEGIN },
    spec: specOf(good_for, dice.pick([1, 1, 2])),
    calendar: CALENDAR,
    hash: HASH,
    planned_at: BEGIN,
    waves,
    approvals: [],
    in_flight: [],
    kept: [],
    silences: 0,
    holds: {},
    outbox: [],
  };
  const every = dice.pick([2 * HOUR, 6 * HOUR, DAY]);
  const freeze = BEGIN + dice.between(0, 48) * HOUR;
  const hours = {
    every,
    open: dice.chance(0.3) ? every : dice.between(1, 4) * (every / 4),
    frozen: [freeze, freeze + dice.between(0, 12) * HOUR] as const,
  };
  return { head, rows, hours };
}

const waveOf = (dice: Dice, index: number): RolloutWave => ({
  name: `wave-${index}`,
  size: dice.pick([0, 1, 2, 3, 5, 8, 12]),
  at_once: dice.between(1, 4),
  ramp: dice.chance(0.3) ? [1, dice.between(1, 3)] : [],
  stop_after: dice.pick([1, 2, 3, 5, '30%']),
  enough: dice.pick([50, 80, 100]),
  bake_ms: dice.pick([0, 30 * MINUTE, 5 * HOUR]),
  ...gateOf(dice),
  needs_approval: dice.chance(0.6),
  state: 'pending',
  counts: {},
});

function gateOf(dice: Dice): Pick<RolloutWave, 'gate'> {
  if (dice.chance(0.6)) return {};
  const gate: RolloutWave['gate'] = {
    ...(dice.chance(0.7) && { alarms: 'none' }),
    ...(dice.chance(0.4) && { veto: ['webhook:monitor'] }),
    ...(dice.chance(0.4) && { needs: ['webhook:smoke'] }),
  };
  return { gate };
}

/** Half of the plans have backups made before, of which some have to be in another window. */
function backupOf(dice: Dice): Pick<RolloutTarget, 'backup'> {
  if (dice.chance(0.5)) return {};
  return { backup: { operation: 'back-up', ...(dice.chance(0.4) && { apart: true }) } };
}

function rowOf(dice: Dice, id: string, wave: number, seq: number): RolloutTarget {
  const instance = `${id}-${dice.chance(0.1) && seq > 0 ? seq - 1 : seq}`;
  const app = dice.chance(0.5) ? [`app=${dice.between(0, 9)}`] : [];
  return {
    region: 'tr-west-1',
    project: '0483b6b16e954cb88930a360d2c4e663',
    seq,
    wave,
    operation: 'patch-databases',
    target: `${id}-${seq}`,
    instance,
    from: '1.7',
    to: '1.8',
    groups: [instance, ...app],
    windows: ['nights'],
    intent: { instance_ids: [`${id}-${seq}`] },
    state: 'waiting',
    attempt: 0,
    put_off: 0,
  };
}

const specOf = (good_for: string, needs: number): Fleet => ({
  select: { names: ['*'] },
  max_targets: 100,
  take: {},
  plan: { time_zone: 'UTC', good_for },
  approval: { waves: 'all', by: ['queue:*'], needs },
  waves: {},
  windows: ['nights'],
  holds: { tag: 'upkeep-hold-until', longest: 'P60D' },
  owner: 'tag:owner',
  tell: { ahead: ['P1D', 'PT1H'], to: [] },
});

export const LASTS = 30 * MINUTE;

/** Whether a window is open and no freeze holds. */
export const isOpen = ({ every, open, frozen: [from, to] }: Hours, at: number): boolean =>
  (at - BEGIN) % every < open && !(from <= at && at < to);

/** Which opening a time is in. */
export const openingOf = ({ every, open, frozen: [from] }: Hours, at: number): string =>
  `${open === every ? 0 : Math.floor((at - BEGIN) / every)} ${at < from ? 'before' : 'after'} the freeze`;

/** When work of half an hour fits first from a time on. */
export function fitIn(hours: Hours, from: number): { at: number; closes: number } | undefined {
  const { every, open, frozen } = hours;
  let at = from;
  for (let tries = 0; tries < 200; tries += 1) {
    if (frozen[0] <= at && at < frozen[1]) at = frozen[1];
    const opens = BEGIN + Math.floor((at - BEGIN) / every) * every;
    if (at >= opens + open) {
      at = opens + every;
      continue;
    }
    const next = open === every ? Number.MAX_SAFE_INTEGER : opens + open;
    const closes = at < frozen[0] ? Math.min(next, frozen[0]) : next;
    if (at + LASTS <= closes) return { at, closes: Math.min(closes, at + 30 * DAY) };
    at = closes;
  }
  return undefined;
}
