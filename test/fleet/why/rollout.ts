import type { Fleet } from '../../../shared/fleet/fleet.ts';
import type { RolloutHead, RolloutWave } from '../../../shared/fleet/rollout/rollout.ts';
import type { RolloutTarget } from '../../../shared/fleet/rollout/target.ts';
import { DAY } from '../../../shared/values/time/units.ts';

/** Tuesday, January 5 of 2027, 08:00 UTC. */
export const NOW = Date.UTC(2027, 0, 5, 8);

const SPEC: Fleet = {
  select: { names: ['*'] },
  max_targets: 10_000,
  take: { 'patch-databases': { versions: 'latest', min_age: 'PT0S', never: [] } },
  plan: { time_zone: 'UTC', good_for: 'P14D' },
  approval: { waves: 'all', by: ['queue:*'], needs: 1 },
  waves: {},
  windows: ['always'],
  holds: { tag: 'upkeep-hold-until', longest: 'P60D' },
  owner: 'tag:owner',
  tell: { ahead: [], to: ['people'] },
};

/** A wave that nobody has to approve, of one target at a time, with what is said otherwise. */
export const waveOf = (name: string, size: number, more: Partial<RolloutWave> = {}): RolloutWave => ({
  name,
  size,
  at_once: 1,
  ramp: [],
  stop_after: 1,
  enough: 100,
  bake_ms: 0,
  needs_approval: false,
  state: 'pending',
  counts: {},
  ...more,
});

/** A rollout that runs, of these waves, with what is said otherwise. */
export const rolloutOf = (waves: readonly RolloutWave[], more: Partial<RolloutHead> = {}): RolloutHead => ({
  schema: 1,
  id: 'monthly-1-a',
  fleet: 'monthly',
  state: 'running',
  decision: 1,
  asked: { by: 'queue:AROAEXAMPLELEAD0001:anna', at: NOW },
  spec: SPEC,
  calendar: {
    windows: { always: { days: 'every', from: '00:00', for: 'PT24H', time_zone: 'UTC' } },
    freezes: {},
    never_together: [],
  },
  hash: 'a'.repeat(64),
  planned_at: NOW,
  good_until: NOW + 14 * DAY,
  waves,
  approvals: [],
  in_flight: [],
  kept: [],
  silences: 0,
  holds: {},
  outbox: [],
  ...more,
});

/** A target that waits, with what is said otherwise. */
export const targetOf = (seq: number, more: Partial<RolloutTarget> = {}): RolloutTarget => ({
  seq,
  wave: 0,
  region: 'ap-southeast-1',
  project: 'a'.repeat(32),
  operation: 'patch-databases',
  target: `in${seq}`,
  instance: `in${seq}`,
  engine: 'influxdb',
  from: '1.7',
  to: 'latest patch',
  groups: [`in${seq}`],
  windows: ['always'],
  intent: {},
  state: 'waiting',
  attempt: 0,
  put_off: 0,
  ...more,
});
