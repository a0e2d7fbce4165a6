import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { offering } from '../../../functions/offers.ts';
import { patchDatabases } from '../../../functions/patch-databases/operation.ts';
import type { Fleet } from '../../../shared/fleet/fleet.ts';
import { type RolloutHead, SCHEMA } from '../../../shared/fleet/rollout/rollout.ts';
import type { RolloutTarget } from '../../../shared/fleet/rollout/target.ts';
import type { Context } from '../../../shared/fleet/steering/context.ts';
import { openContext } from '../../../shared/fleet/steering/open-context.ts';
import { steerRollout } from '../../../shared/fleet/steering/steer-rollout.ts';
import type { Entry } from '../../../shared/ledger/entry/entry.ts';
import { openLedger } from '../../../shared/ledger/store.ts';
import { loadSettings } from '../../../shared/settings/settings.ts';
import { releaseId } from '../../../shared/terms/release.ts';
import { DAY, MINUTE } from '../../../shared/values/time/units.ts';
import { startLedgerTable } from '../../../stand-in/platform/ledger-table.ts';
import type { Bench } from '../bench.ts';
import { type MeteredTable, startMeteredTable } from '../metered-table.ts';
import type { TickCost } from '../results.ts';
import { median, medianRatio } from '../statistics.ts';

const SIZES = [100, 10_000] as const;
const AT_ONCE = 8;
const ROUNDS = 40;
const QUICK_ROUNDS = 5;
const PLACE = { region: 'ap-southeast-1', project: '619d3e78f61b4be68bc5aa0b59edcf7b' };

const wave = { at_once: AT_ONCE, ramp: [], stop_after: 1, enough: '100%', bake: 'PT0S' } as const;
const fleet: Fleet = {
  select: { places: [PLACE], names: ['*'] },
  max_targets: 10_000,
  take: { [patchDatabases.name]: { versions: 'latest', min_age: 'P14D', never: [] } },
  plan: { time_zone: 'UTC', good_for: 'P21D' },
  approval: { waves: 'all', by: ['queue:AROAEXAMPLELEAD0001:*'], needs: 1 },
  waves: { all: { rest: true, ...wave } },
  windows: ['own'],
  holds: { tag: 'upkeep-hold-until', longest: 'P60D' },
  owner: 'tag:owner',
  tell: { ahead: [], to: ['people'] },
};

/** What a step costs in which one of eight targets at work has ended and the next starts, in a small rollout and in a large one. */
export async function measureTicks({ options }: Bench): Promise<TickCost[]> {
  const tables = await startLedgerTable();
  const metered = await startMeteredTable(tables.endpoint);
  const queue = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.end(JSON.stringify({ MessageId: 'm' })));
  });
  queue.listen(0, '127.0.0.1');
  await once(queue, 'listening');
  const origin = `http://127.0.0.1:${(queue.address() as AddressInfo).port}`;
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIABENCH',
    AWS_SECRET_ACCESS_KEY: 'secret-key-of-the-bench',
    AWS_ENDPOINT_URL_DYNAMODB: metered.endpoint,
    AWS_ENDPOINT_URL_SQS: origin,
  });
  try {
    const settings = loadSettings({
      FLEET_TABLE: await tables.createFleet(),
      LEDGER_TABLE: await tables.create(),
      QUEUE_URL: `${origin}/q-{operation}`,
      HW_REGION_NAME: PLACE.region,
      HW_PROJECT_ID: PLACE.project,
    });
    const context = await openContext(settings, await offering());
    const samples = SIZES.map((size) => ({
      size,
      id: `bench-${size}`,
      units: [] as number[],
      ms: [] as number[],
    }));
    for (const { id, size } of samples) await begin(id, size, context);
    const rounds = options.quick ? QUICK_ROUNDS : ROUNDS;
    for (let round = 0; round < rounds; round += 1) {
      for (const { id, units, ms } of samples) {
        const cost = await tick(id, context, metered, Date.now() + round * MINUTE);
        units.push(cost.units);
        ms.push(cost.ms);
      }
    }
    const [smallest] = samples;
    return samples.map(({ size, units, ms }) => ({
      targets: size,
      units: median(units),
      ms: median(ms),
      ratio: {
        units: medianRatio(units, smallest?.units ?? []),
        ms: medianRatio(ms, smallest?.ms ?? []),
      },
    }));
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    queue.close();
    metered.close();
    await tables.close();
  }
}

/** A rollout that runs, of so many targets, with its first at work. */
async function begin(id: string, size: number, context: Context): Promise<void> {
  const now = Date.now();
  const head: RolloutHead = {
    schema: SCHEMA,
    id,
    fleet: 'monthly',
    state: 'running',
    decision: 2,
    asked: { by: 'queue:AROAEXAMPLELEAD0001:anna', at: now },
    spec: fleet,
    calendar: { windows: {}, freezes: {}, never_together: [] },
    hash: 'a'.repeat(64),
    planned_at: now,
    good_until: now + 21 * DAY,
    waves: [
      {
        name: 'all',
        size,
        at_once: AT_ONCE,
        ramp: [],
        stop_after: 1,
        enough: 100,
        bake_ms: 0,
        needs_approval: true,
        state: 'open',
        counts: {},
      },
    ],
    approvals: [{ by: 'queue:AROAEXAMPLELEAD0001:anna', at: now }],
    in_flight: [],
    kept: [],
    holds: {},
    silences: 0,
    outbox: [],
  };
  await context.store.putPlanned(
    head,
    Array.from({ length: size }, (_, seq) => targetOf(id, seq)),
    { from: 0, out: [] },
  );
  await context.store.putHead(head, now, 0);
  await steerRollout(id, context, now);
}

function targetOf(rollout: string, seq: number): RolloutTarget {
  const target = `${rollout.length % 10}${String(seq).padStart(31, '0')}in13`;
  return {
    ...PLACE,
    seq,
    wave: 0,
    operation: patchDatabases.name,
    target,
    instance: target,
    name: `instance-${seq}`,
    engine: 'influxdb',
    from: '1.7',
    to: 'latest patch',
    groups: [target],
    windows: ['own'],
    own_window: '00:00-24:00',
    intent: { instance_ids: [target] },
    state: 'waiting',
    attempt: 0,
    put_off: 0,
  };
}

/** One target at work has ended, by the ledger; what the next step costs. */
async function tick(id: string, context: Context, metered: MeteredTable, now: number) {
  const head = await context.store.head(id);
  const [first] = head?.doc.in_flight ?? [];
  const [row] = first ? await context.store.rows(id, [first.sk]) : [];
  if (!first || !row || head?.doc.in_flight.length !== AT_ONCE)
    throw new Error(`${id} does not have ${AT_ONCE} at work`);
  const ledger = openLedger(String(context.settings.LEDGER_TABLE));
  await ledger.write(patchDatabases, ended(row.doc, releaseId({ rollout: id, ...first }), now), undefined);
  metered.units();
  const since = performance.now();
  const steered = await steerRollout(id, context, now);
  const ms = performance.now() - since;
  if (steered?.sent !== 1) throw new Error(`${id}: a step sent ${steered?.sent}`);
  return { units: metered.units(), ms };
}

const ended = (
  { target, operation, region, project }: RolloutTarget,
  request_id: string,
  at: number,
): Entry => ({
  operation,
  request_id,
  region,
  project_id: project,
  intent: {},
  fields: { instance_ids: [target] },
  fingerprint: 'f',
  trigger: 'fleet',
  triggered_at: at,
  deadline: at,
  targets: { [target]: { state: 'done', outcomes: [{ target, verdict: 'accepted', job_id: 'j' }] } },
  jobs: [
    {
      ...{ target, job_id: 'j', accepted_at: at, starts_at: at, deadline: at, look_at: at, looks: 1 },
      end: { end: 'succeeded', at },
    },
  ],
  tries: 1,
  put_off: 0,
  terms: { within_ms: 0 },
  settled_at: at,
});
