import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { type EventBus, startEventBus } from '../../stand-in/platform/event-bus.ts';
import { startHttpApi } from '../../stand-in/platform/http-api.ts';
import { type LedgerTable, startLedgerTable } from '../../stand-in/platform/ledger-table.ts';
import { pollQueue } from '../../stand-in/platform/queue-poller.ts';
import { type Queues, startQueues } from '../../stand-in/platform/queues.ts';
import { startStrictDynamoDb } from '../../stand-in/platform/strict-dynamodb.ts';
import { type StrictProxy, startStrictProxy, type Watch } from '../../stand-in/platform/strict-proxy.ts';
import { startStrictSqs } from '../../stand-in/platform/strict-sqs.ts';
import { copyBundle } from '../../stand-in/rehearsal/copied-bundle.ts';
import { readDeployments } from '../../stand-in/rehearsal/deployments.ts';
import { newSecret } from '../../stand-in/rehearsal/sign.ts';
import { OPEN_POLICY } from '../world/open-policy.ts';
import { bundleFreezes, noteShortWork } from './freezes.ts';
import { OPERATIONS } from './intents.ts';
import { FOLLOWER, type Pool, type PoolOptions, startPool } from './pool.ts';
import type { Times } from './timing.ts';

/** The whole service under watch. */
export interface Stage {
  readonly cloud: Cloud;
  readonly queues: Queues;
  readonly table: LedgerTable;
  readonly tableName: string;
  /** Where there are freezes or fleets. */
  readonly fleetTable?: string;
  readonly dynamoDb: StrictProxy;
  readonly sqs: StrictProxy;
  readonly bus: EventBus;
  readonly busProxy: StrictProxy;
  readonly pools: ReadonlyMap<string, Pool>;
  readonly webhookUrl: string;
  readonly secret: string;
  close(): Promise<void>;
}

/** Who watches the traffic; looked up at every call, as the watchers need the stage themselves. */
export interface Watchers extends Pick<PoolOptions, 'onInvoke' | 'onEnd' | 'onLog'> {
  ledger: Watch;
  queues: Watch;
  bus: Watch;
}

/** Fleets, and what else a stage has with them. */
export interface StagedFleets {
  /** Puts them beside the bundles in a folder, with the cloud filled; what the functions are given to heed them. */
  put(cloud: Cloud, folder: string): Readonly<Record<string, string>>;
  /** The queues they need besides. */
  readonly queues: readonly string[];
}

/** How a stage is set up. */
export interface StageOptions {
  readonly preflight: 'on' | 'off';
  readonly freezes: boolean;
  readonly fleets?: StagedFleets;
}

const SWEEP_TIMEOUT_MS = 20_000;

/** Brings everything up on free ports of 127.0.0.1, the functions from a copy of `dist`. */
export async function startStage(
  watchers: Watchers,
  times: Times,
  { preflight, freezes, fleets }: StageOptions,
): Promise<Stage> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    // Somebody may build again while this runs.
    const bundles = mkdtempSync(join(tmpdir(), 'chaos-'));
    closers.push(() => rmSync(bundles, { recursive: true, force: true }));
    const cloud = await startCloud();
    closers.push(cloud.close);
    Object.assign(cloud.state, { tokenLifetimeMs: times.tokenLifetimeMs, jobDurationMs: times.jobMs });
    const queues = await startQueues([...OPERATIONS, FOLLOWER, ...(fleets?.queues ?? [])], {
      visibilitySeconds: times.visibilitySeconds,
      maxReceiveCount: 20,
    });
    closers.push(queues.close);
    const sqs = await startStrictSqs({
      target: queues.endpoint,
      watch: late(() => watchers.queues),
      keep: false,
    });
    closers.push(sqs.close);
    const table = await startLedgerTable(queues.region);
    closers.push(table.close);
    const tableName = await table.create();
    const dynamoDb = await startStrictDynamoDb({
      target: table.endpoint,
      watch: late(() => watchers.ledger),
      keep: false,
    });
    closers.push(dynamoDb.close);
    const bus = await startEventBus();
    closers.push(bus.close);
    const busProxy = await startStrictProxy({
      target: bus.endpoint,
      watch: late(() => watchers.bus),
      keep: false,
      handle: (_action, input, forward) => forward(input),
      failures: {
        throttled: refusal('ThrottlingException', 400),
        error: refusal('InternalException', 500),
      },
    });
    closers.push(busProxy.close);
    const secret = newSecret();
    const [user] = cloud.state.users.values();
    const environment = {
      AWS_REGION: queues.region,
      HW_REGION_NAME: 'ap-southeast-1',
      HW_ENDPOINTS: JSON.stringify(cloud.endpoints),
      HW_DOMAIN_NAME: user?.domain ?? '',
      HW_USER_NAME: user?.name ?? '',
      HW_USER_PASSWORD: user?.password ?? '',
      POLICY: OPEN_POLICY,
      WEBHOOK_SENDERS: JSON.stringify({ chaos: secret }),
      HW_TIMEOUT_MS: String(times.callMs),
      TIMING: JSON.stringify(times.timing),
      PREFLIGHT: preflight,
      EVENT_BUS: 'db-upkeep-chaos',
      AWS_ENDPOINT_URL_EVENTBRIDGE: busProxy.endpoint,
      LEDGER_TABLE: tableName,
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
      AWS_ENDPOINT_URL_SQS: sqs.endpoint,
      QUEUE_URL: sqs.url(queues.urlTemplate),
      DEAD_LETTER_QUEUE_URL: sqs.url(queues.deadLetterUrlTemplate),
    };
    const deployments = (await readDeployments()).map((deployment) => copyBundle(deployment, bundles));
    const fleetTable = freezes || fleets ? await table.createFleet() : undefined;
    if (fleets && fleetTable)
      Object.assign(environment, { FLEET_TABLE: fleetTable, ...fleets.put(cloud, bundles) });
    if (freezes && fleetTable) {
      await noteShortWork(
        { endpoint: table.endpoint, region: queues.region, table: fleetTable },
        times.jobMs,
      );
      Object.assign(environment, { FLEET_TABLE: fleetTable, ...bundleFreezes(bundles) });
    }
    const pools = new Map(
      deployments.map(({ name, bundle, memoryMb, queue }) => {
        return [
          name,
          startPool({
            name,
            bundle,
            memoryMb,
            environment,
            // One place beside the queue's for what is invoked directly.
            places: name === 'sweep' ? 1 : (queue?.maximumConcurrency ?? 1) + 1,
            timeoutMs: name === 'sweep' ? SWEEP_TIMEOUT_MS : times.functionMs,
            overrunMs: times.overrunMs,
            onLog: (line) => watchers.onLog?.(line),
            onInvoke: (event, place) => watchers.onInvoke?.(event, place),
            onEnd: (event, place, invocation) => watchers.onEnd?.(event, place, invocation),
          }),
        ] as const;
      }),
    );
    closers.push(() => Promise.all([...pools.values()].map((pool) => pool.close())));
    const fed = new Set([...OPERATIONS, FOLLOWER, ...(fleets?.queues ?? [])]);
    const pollers = deployments.flatMap(({ name, queue }) => {
      const pool = pools.get(name);
      return queue && pool && fed.has(name)
        ? pollQueue({
            ...queue,
            endpoint: sqs.endpoint,
            queueUrl: sqs.url(queues.url(name)),
            queueArn: queues.arn(name),
            lambda: pool,
          })
        : [];
    });
    closers.push(() => Promise.all(pollers.map((poller) => poller.stop())));
    const routes = deployments.flatMap(({ name, route }) => {
      const pool = pools.get(name);
      return route && pool ? [[route, pool] as const] : [];
    });
    const httpApi = await startHttpApi({ routes: Object.fromEntries(routes) });
    closers.push(httpApi.close);
    const platform = {
      queues,
      table,
      tableName,
      ...(fleetTable && { fleetTable }),
      dynamoDb,
      sqs,
      bus,
      busProxy,
    };
    return { cloud, ...platform, pools, webhookUrl: httpApi.url, secret, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const refusal = (type: string, status: number) => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  output: { __type: type, message: 'a bad day' },
});

const late = (watch: () => Watch): Required<Watch> => ({
  before: (call) => watch().before?.(call) !== false,
  after: (call, answer) => watch().after?.(call, answer) !== false,
});
