import { ROBOTS } from '../../chat/kinds.ts';
import { beginAlarm } from '../../cloud/ces/alarm-histories.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import { createIds } from '../../cloud/ids.ts';
import { openPlaces, PLACES } from '../places.ts';

/** A room of every kind, by the names of the stand-in. */
const ROOMS = Object.keys(ROBOTS).map((kind) => `${kind}-room`);

/** The big fleet and the one that its budget halts. The queues of the stand-in know one sender, whose number is an account's. */
export const FLEETS = `monthly:
  select: { places: ${JSON.stringify(PLACES)}, tags: { upkeep: monthly } }
  take: &all
    schedule-hotfix-upgrade: { min_age: PT0S }
    upgrade-proxy-version: { min_age: PT0S }
    patch-databases: { min_age: PT0S }
  approval: { by: ['queue:000000000000'] }
  waves:
    canary: { tags: { upkeep-wave: canary }, at_once: 2, bake: P1D, gate: { alarms: none } }
    early: { tags: { upkeep-wave: early }, at_once: 9, bake: P1D }
    rest: { rest: true, ramp: [5], at_once: 25, stop_after: 3, enough: 95% }
  windows: [nights]
  tell: { to: ${JSON.stringify(['people', ...ROOMS])} }
reports:
  select: { places: ${JSON.stringify(PLACES)}, tags: { upkeep: reports } }
  take: *all
  approval: { by: ['queue:000000000000'] }
  waves: { all: { rest: true, stop_after: 2 } }
  windows: [nights]
  overdue: P2D
`;

/** One whose instances are backed up first: a proxy's backup is of its instance. */
export const BACKED_UP = `payments:
  select: { places: ${JSON.stringify(PLACES)}, tags: { upkeep: payments } }
  take:
    schedule-hotfix-upgrade: { min_age: PT0S, backup: before }
    upgrade-proxy-version: { min_age: PT0S, backup: before }
  approval: { by: ['queue:000000000000'] }
  waves: { all: { rest: true, at_once: 2 } }
  windows: [nights]
`;

/** A night is five hours long, by the clocks of each region. */
export const CALENDAR = `windows:
  nights: { days: every, from: '01:00', for: PT5H, time_zone: of-region }
`;

/** How many targets the waves of the big fleet have, and the small fleet. */
const SIZES = { canary: 2, early: 18, rest: 100 } as const;
const SMALL = 6;

const OWNERS = ['team-orders', 'team-billing', 'team-crm', 'team-ledger'] as const;

/** Which targets something befalls, by their ids. */
export interface Cast {
  /** Every target of the big fleet, and of the small one. */
  readonly monthly: readonly string[];
  readonly reports: readonly string[];
  /** In the first wave, at whose gate alarms count: it has one from the beginning, and a new one while it bakes. */
  readonly alarmed: string;
  /** In the last wave: its work fails; it is refused for good; a person holds it; a person brings it another version by hand. */
  readonly failing: string;
  readonly refused: string;
  readonly held: string;
  readonly drifting: string;
}

/** Fills both places with instances of every kind, a target each, and lays up what befalls them. */
export function fill({ state, endings }: Cloud): Cast {
  openPlaces(state);
  const adding = adder(state, 'rollouts');
  const add = (...given: Parameters<typeof adding>) => adding(...given).target;
  const waves = Object.entries(SIZES).flatMap(([wave, size]) => Array<string>(size).fill(wave));
  const monthly = waves.map((wave, nth) => add('monthly', nth, kindOf(nth), wave));
  const reports = Array.from({ length: SMALL }, (_, nth) => add('reports', nth * 2, 'geminidb'));
  const last = monthly.slice(SIZES.canary + SIZES.early);
  const nth = (kind: Kind, which: number) =>
    last.filter((id) => id.endsWith(kind === 'taurusdb' ? 'po01' : SUFFIXES[kind]))[which] ?? '';
  const cast: Cast = {
    monthly,
    reports,
    alarmed: monthly[0] ?? '',
    failing: nth('geminidb', 3),
    refused: nth('gaussdb', 4),
    held: nth('taurusdb', 5),
    drifting: nth('gaussdb', 6),
  };
  endings.add({ how: 'failed', fail_reason: 'Node 2 did not come back.', target: cast.failing });
  for (const target of reports) endings.add({ how: 'failed', fail_reason: 'The data disk is full.', target });
  beginAlarm(state, cast.alarmed, { name: 'disk over 80 %', level: 3, at: 0 });
  return cast;
}

/** What the fleet with backups means, each target beside its instance. */
export function fillBackedUp({ state }: Cloud): Added[] {
  const add = adder(state, 'backed up');
  return BACKED_UP_KINDS.map((kind, nth) => add('payments', nth, kind));
}

const BACKED_UP_KINDS: readonly Kind[] = ['gaussdb', 'taurusdb', 'gaussdb'];

/** A target that was added; that of a proxy is not its instance. */
export interface Added {
  readonly target: string;
  readonly instance: string;
}

function adder(state: Cloud['state'], seed: string) {
  const ids = createIds(seed);
  return (fleet: string, nth: number, kind: Kind, wave?: string): Added => {
    const project_id = (PLACES[nth % PLACES.length] ?? PLACES[0]).project;
    const tags = [
      { key: 'upkeep', value: fleet },
      { key: 'owner', value: OWNERS[Math.floor(nth / 7) % OWNERS.length] ?? '' },
      ...(wave === undefined ? [] : [{ key: 'upkeep-wave', value: wave }]),
    ];
    const id = `${ids.hex()}${SUFFIXES[kind]}`;
    const name = `${fleet}-${kind}-${String(nth + 1).padStart(3, '0')}`;
    state.addInstance({ id, service: kind, project_id, name, tags });
    if (kind !== 'taurusdb') return { target: id, instance: id };
    const proxy = { id: `${ids.hex()}po01`, instance_id: id, project_id, name: `${name}-reads` };
    return { target: state.addProxy(proxy).id, instance: id };
  };
}

type Kind = keyof typeof SUFFIXES;

const SUFFIXES = { gaussdb: 'in14', taurusdb: 'in07', geminidb: 'in13' } as const;

const KINDS: readonly Kind[] = ['geminidb', 'gaussdb', 'geminidb', 'taurusdb', 'gaussdb'];

/** Of every ten, one after the other in both places, four are GeminiDB, four GaussDB and two TaurusDB. */
const kindOf = (nth: number): Kind => KINDS[Math.floor(nth / PLACES.length) % KINDS.length] ?? 'geminidb';
