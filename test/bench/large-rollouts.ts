import { patchDatabases } from '../../functions/patch-databases/operation.ts';
import {
  fleetKey,
  LOG,
  ROLLOUT_SHARD,
  type RolloutHead,
  SCHEMA,
} from '../../shared/fleet/rollout/rollout.ts';
import { leftOutKey, type RolloutTarget, targetKey } from '../../shared/fleet/rollout/target.ts';
import { FLEET_HEAD, type FleetHead } from '../../shared/fleet/steering/fleet-head.ts';
import type { FleetItem } from '../../shared/platform/fleet-ports.ts';
import { ROLLOUT_HEAD, rolloutKey } from '../../shared/terms/release.ts';
import { DAY, HOUR, MINUTE } from '../../shared/values/time/units.ts';
import { PLACES } from '../fleet/report/places.ts';
import { LARGE_FLEETS } from './large-fleets.ts';

const [PLACE] = PLACES;
const TARGETS = 10_000;
const [CANARY, ENDED, AT_ONCE, KEPT] = [100, 3_000, 200, 5];
const [LINES, LEFT_OUT] = [400, 4_000];
/** As many as are compared on a page. */
const [COMPARED, OTHERWISE] = [990, 400];
const REMEMBERED = 19;

/** The rollouts of the large fleets: one that runs, of ten thousand targets, a plan beside the plan before, and those before. */
export const LARGE_ROLLOUTS = {
  running: 'live-20270201T120000-0000000a',
  plan: 'others-20270201T120000-0000000c',
} as const;

/** Every view of the console whose size follows from theirs, by what it shows. */
export const LARGE_VIEWS: Readonly<Record<string, string>> = {
  'what needs somebody': '/',
  'how current all is': '/compliance',
  'what is overdue': '/compliance?state=overdue',
  'a fleet, far behind': '/compliance?fleet=live&behind=2000',
  'the calendar': '/calendar',
  history: '/history',
  'a rollout': `/rollouts/${LARGE_ROLLOUTS.running}`,
  'those of it to look at': `/rollouts/${LARGE_ROLLOUTS.running}?only=notable`,
  'a plan': `/rollouts/${LARGE_ROLLOUTS.plan}`,
  'a plan beside the last': `/rollouts/${LARGE_ROLLOUTS.plan}/changes`,
};

const BEFORE = 'others-20270101T120000-0000000b';

const item = (pk: string, sk: string, doc: object, more: object = {}): FleetItem => ({
  ...{ pk, sk, version: 1, write_id: 'w', doc: JSON.stringify(doc) },
  ...more,
});

/** What the fleet table holds of them, at a time (epoch ms). */
export function largeRollouts(now: number): FleetItem[] {
  const running = runningHead(now);
  const plan = headOf(LARGE_ROLLOUTS.plan, now - HOUR, {
    state: 'proposed',
    waves: [waveOf('all', COMPARED)],
  });
  const before = headOf(BEFORE, now - 20 * DAY, { ...plan, state: 'superseded', id: BEFORE });
  const old = ['live', 'others'].flatMap((fleet) =>
    Array.from({ length: REMEMBERED }, (_, nth) => oldHead(fleet, nth, now)),
  );
  return [
    ...fleetItems('live', [...old, running]),
    ...fleetItems('others', [...old, before, plan]),
    ...[...old, before].map((head) => item(rolloutKey(head.id), ROLLOUT_HEAD, head)),
    ...[running, plan].map((head) =>
      item(rolloutKey(head.id), ROLLOUT_HEAD, head, { due_at: now, shard: ROLLOUT_SHARD }),
    ),
    ...Array.from({ length: TARGETS }, (_, seq) => rowOf(running, seq, now)),
    ...Array.from({ length: LEFT_OUT }, (_, nth) => leftOutOf(running.id, nth)),
    ...Array.from({ length: LINES }, (_, nth) => lineOf(running.id, nth, now)),
    ...Array.from({ length: COMPARED }, (_, seq) => rowOf(plan, seq, now)),
    ...Array.from({ length: COMPARED }, (_, seq) =>
      rowOf(before, seq, now, seq < OTHERWISE ? { to: '1.6' } : {}),
    ),
  ];
}

const fleetItems = (fleet: string, heads: readonly RolloutHead[]): FleetItem[] => {
  const own = heads.filter((head) => head.fleet === fleet).map(({ id }) => ({ id }));
  return [item(fleetKey(fleet), FLEET_HEAD, { fleet, rollouts: own } satisfies FleetHead)];
};

const waveOf = (name: string, size: number) => ({
  ...{ name, size, at_once: AT_ONCE, ramp: [], stop_after: '5%', enough: 95, bake_ms: HOUR },
  ...{ needs_approval: true, state: 'pending' as const, counts: {} },
});

function headOf(id: string, at: number, more: Partial<RolloutHead>): RolloutHead {
  const [fleet = ''] = id.split('-');
  const { [fleet]: spec } = LARGE_FLEETS;
  if (!spec) throw new Error(`no fleet ${fleet}`);
  const by = 'queue:AROAEXAMPLELEAD0001:anna';
  return {
    ...{ schema: SCHEMA, id, fleet, spec, decision: 2, asked: { by, at }, hash: 'a'.repeat(64) },
    ...{
      calendar: { windows: {}, freezes: {}, never_together: [] },
      planned_at: at,
      good_until: at + 21 * DAY,
    },
    ...{
      approvals: [],
      in_flight: [],
      kept: [],
      holds: {},
      silences: 0,
      outbox: [],
      waves: [],
      state: 'done',
    },
    ...more,
  };
}

function runningHead(now: number): RolloutHead {
  const flightOf = (seq: number) => ({
    ...{ seq, sk: targetKey({ wave: 1, seq }), wave: 1, attempt: 1, at: now - 9 * MINUTE, groups: [] },
  });
  const flights = Array.from({ length: AT_ONCE + KEPT }, (_, nth) => flightOf(ENDED + nth));
  return headOf(LARGE_ROLLOUTS.running, now - 4 * DAY, {
    state: 'running',
    approvals: [{ by: 'queue:AROAEXAMPLELEAD0001:anna', at: now - 3 * DAY }],
    waves: [
      {
        ...waveOf('canary', CANARY),
        state: 'passed',
        counts: { succeeded: CANARY },
        started_at: now - 3 * DAY,
      },
      {
        ...waveOf('rest', TARGETS - CANARY),
        ...{ state: 'open', started_at: now - 2 * DAY, over_runs: 12 },
        counts: { succeeded: ENDED - CANARY - 40, failed: 40, unknown: KEPT },
      },
    ],
    in_flight: flights.slice(KEPT),
    kept: flights.slice(0, KEPT).map((flight) => ({ ...flight, at: now - 2 * HOUR, result: 'unknown' })),
  });
}

const oldHead = (fleet: string, nth: number, now: number): RolloutHead =>
  headOf(`${fleet}-2026${String(10 + (nth % 3))}01T120000-000000${10 + nth}`, now - (nth + 1) * 9 * DAY, {
    approvals: [{ by: 'queue:AROAEXAMPLELEAD0001:anna', at: now - (nth + 1) * 8 * DAY }],
    waves: ['canary', 'rest'].map((name) => ({
      ...waveOf(name, 2_500),
      ...{ state: 'passed', counts: { succeeded: 2_480, failed: 20 }, started_at: now - (nth + 1) * 8 * DAY },
    })),
  });

function rowOf(
  { id, waves }: RolloutHead,
  seq: number,
  now: number,
  more: Partial<RolloutTarget> = {},
): FleetItem {
  const wave = waves.length > 1 && seq >= CANARY ? 1 : 0;
  const target = `${String(seq).padStart(32, '0')}in13`;
  const ended = { state: 'ended', attempt: 1, released_at: now - DAY, ended_at: now - DAY + HOUR } as const;
  const stands: Partial<RolloutTarget> =
    waves.length === 1 || seq >= ENDED + KEPT + AT_ONCE
      ? {}
      : seq < ENDED
        ? { ...ended, result: seq % 75 === 0 ? 'failed' : 'succeeded', reason: 'the job says so' }
        : seq < ENDED + KEPT
          ? { ...ended, result: 'unknown', reason: 'no answer came' }
          : { state: 'sent', attempt: 1, released_at: now - 9 * MINUTE };
  const row: RolloutTarget = {
    ...PLACE,
    ...{ seq, wave, operation: patchDatabases.name, target, instance: target, name: `orders-europe-${seq}` },
    ...{ owner: `team-${seq % 40}`, engine: 'influxdb', from: '1.7', to: 'latest patch', groups: [target] },
    ...{ windows: ['own'], own_window: '02:00-06:00', intent: { instance_ids: [target] } },
    ...{ state: 'waiting', attempt: 0, put_off: 0 },
    ...stands,
    ...more,
  };
  return item(rolloutKey(id), targetKey(row), row);
}

const CODES = ['too_young', 'on_hold', 'up_to_date', 'not_read'];

function leftOutOf(id: string, nth: number): FleetItem {
  const target = `${String(nth).padStart(32, 'f')}in13`;
  const reason = 'version 3.208.0.11 was first seen 3 days ago, and the fleet wants 14';
  return item(rolloutKey(id), leftOutKey(nth), {
    ...PLACE,
    target,
    instance: target,
    code: CODES[nth % 4],
    reason,
  });
}

function lineOf(id: string, nth: number, now: number): FleetItem {
  const at = now - DAY + nth * MINUTE;
  const line = {
    at,
    id: String(nth),
    by: 'queue:AROAEXAMPLELEAD0001:anna',
    sentence: `hold of orders-europe-${nth} until 2027-03-01`,
  };
  return item(rolloutKey(id), `${LOG}${String(at).padStart(13, '0')}#${nth}`, line);
}
