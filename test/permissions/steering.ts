import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { catalog } from '../../functions/catalog.ts';
import { bundleFleets, hashOfFleets } from '../../infra/fleets/bundle-fleets.ts';
import { compileFleets } from '../../infra/fleets/compile-fleets.ts';
import { fleetKey, type RolloutHead } from '../../shared/fleet/rollout/rollout.ts';
import { FLEET_HEAD, type FleetHead } from '../../shared/fleet/steering/fleet-head.ts';
import { openFleetTable } from '../../shared/platform/platform.ts';
import { ROLLOUT_HEAD, rolloutKey } from '../../shared/terms/release.ts';
import { DAY, HOUR, MINUTE } from '../../shared/values/time/units.ts';
import { startLambda } from '../../stand-in/platform/lambda.ts';
import { asOperator } from '../../stand-in/rehearsal/as-operator.ts';
import { readDeployments } from '../../stand-in/rehearsal/deployments.ts';
import { PLACES } from '../../stand-in/rehearsal/places.ts';
import type { Stage } from '../../stand-in/rehearsal/stage.ts';

/** A fleet of one place: what it takes, and what besides is said of that. */
const fleetText = (name: string, place: object, more: string) => `${name}:
  select: { places: ${JSON.stringify([place])}, names: ['*'] }
  take:
    schedule-hotfix-upgrade: { min_age: PT0S${more} }
    upgrade-proxy-version: { min_age: PT0S${more} }
    patch-databases: { min_age: PT0S${more} }
  approval: { by: ['queue:AROAEXAMPLELEAD0001:*'] }
  waves: { all: { rest: true, at_once: 100 } }
  windows: [own]
`;
const [FIRST = {}, SECOND = {}] = PLACES;
const FLEETS = `${fleetText('monthly', FIRST, '')}${fleetText('careful', SECOND, ', backup: before')}`;

const POLICY = JSON.stringify({
  fleets: { from: ['fleet:*'], operations: catalog.map(({ name }) => name), regions: ['*'], projects: ['*'] },
  leads: {
    from: ['queue:AROAEXAMPLELEAD0001:*'],
    ...Object.fromEntries(['plan', 'approve', 'steer', 'stop'].map((rule) => [rule, ['*/*']])),
  },
});

/** The role that brings decisions of change desks. */
const DESKS = 'AROAEXAMPLEDESKS001';

/** When most of the made instances are in their windows, UTC. */
const OPEN_AT = 3 * HOUR;

/** Has fleets planned, approved, held in parts and released out of what the survey left, by the built functions. */
export async function steerOnce(stage: Stage, dist: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'db-upkeep-'));
  const fleets = compileFleets([{ name: 'fleets.yml', text: FLEETS }], {
    operations: catalog,
    now: Date.now(),
  });
  const variables = { FLEETS_HASH: hashOfFleets(fleets), POLICY, OWN_SENDERS: `${DESKS}:decision` };
  const deployments = await readDeployments(dist);
  for (const { name, bundle } of deployments.filter(({ name }) => /-rollouts$/.test(name))) {
    cpSync(bundle, join(folder, name), { recursive: true });
    cpSync(`${bundle}.meta.json`, join(folder, `${name}.meta.json`));
  }
  bundleFleets(fleets, pathToFileURL(`${folder}/`));
  const run = async (name: string, event: object, clockOffsetMs: number) => {
    const found = deployments.find((one) => one.name === name);
    if (!found) throw new Error(`there is no function ${name}`);
    const lambda = startLambda({
      name,
      bundle: join(folder, name),
      timeoutMs: found.timeoutMs,
      memoryMb: found.memoryMb,
      concurrency: 1,
      clockOffsetMs,
      environment: { ...stage.environment, ...variables, AWS_SDK_UA_APP_ID: name },
    });
    const { ok, logs, error } = await lambda.invoke(event).finally(lambda.close);
    if (!ok || logs.some((line) => line.includes('"level":"ERROR"'))) {
      throw new Error(`${name} failed: ${JSON.stringify({ error, logs })}`);
    }
  };
  const decide = (body: object, offset: number, carried?: Readonly<Record<string, string>>) =>
    run('decide-rollouts', { Records: [recordOf(body, Date.now() + offset, carried)] }, offset);
  const soon = 90 * MINUTE;
  const now = Date.now();
  const open = Math.ceil((now + soon) / DAY) * DAY + OPEN_AT - now;
  try {
    for (const fleet of ['monthly', 'careful']) await decide({ verb: 'plan', fleet }, soon);
    await run('steer-rollouts', {}, soon);
    const table = openFleetTable(stage.ledger.fleetTable);
    const read = async <Doc>(pk: string, sk: string) =>
      JSON.parse((await asOperator(stage, () => table.get({ pk, sk })))?.doc ?? '{}') as Doc;
    const rolloutOf = async (fleet: string) => {
      const { planned } = await read<FleetHead>(fleetKey(fleet), FLEET_HEAD);
      if (planned?.is !== 'proposed') throw new Error(`no plan: ${JSON.stringify(planned)}`);
      return read<RolloutHead>(rolloutKey(planned.rollout ?? ''), ROLLOUT_HEAD);
    };
    const { id, hash, decision } = await rolloutOf('monthly');
    const careful = await rolloutOf('careful');
    // A desk that no rule lets decide, which it is told.
    const desk = { trigger: 'webhook', sender: 'change-desk', request_id: 'CAB-1' };
    await decide({ verb: 'approve', rollout: id, hash }, soon, desk);
    await decide({ verb: 'approve', rollout: id, decision, hash }, soon);
    await decide(
      { verb: 'approve', rollout: careful.id, decision: careful.decision, hash: careful.hash },
      soon,
    );
    const until = new Date(now + open + DAY).toISOString();
    await decide({ verb: 'hold', target: 'nobody-has-this-id', until }, soon);
    for (let minute = 0; minute < 4; minute += 1) await run('steer-rollouts', {}, open + minute * MINUTE);
    const head = await read<RolloutHead>(rolloutKey(id), ROLLOUT_HEAD);
    if (head.in_flight.length === 0) throw new Error(`nothing was released: ${JSON.stringify(head)}`);
    await decide({ verb: 'abort', rollout: id, decision: head.decision }, open + 4 * MINUTE);
    await run('steer-rollouts', {}, open + 5 * MINUTE);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const recordOf = (body: object, sent: number, carried: Readonly<Record<string, string>> = {}) => ({
  messageId: `decision-${sent}`,
  body: JSON.stringify(body),
  attributes: {
    SenderId: carried.sender === undefined ? 'AROAEXAMPLELEAD0001:anna' : `${DESKS}:receive-decision`,
    SentTimestamp: String(sent),
    ApproximateReceiveCount: '1',
  },
  messageAttributes: Object.fromEntries(
    Object.entries(carried).map(([name, stringValue]) => [name, { stringValue, dataType: 'String' }]),
  ),
  eventSource: 'aws:sqs',
});
