import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import type { FleetTable } from '../../shared/platform/fleet-ports.ts';
import { openFleetTable } from '../../shared/platform/platform.ts';
import type { Cloud } from '../../stand-in/cloud/cloud.ts';
import { type EventBus, startEventBus } from '../../stand-in/platform/event-bus.ts';
import { startLedgerTable } from '../../stand-in/platform/ledger-table.ts';
import { startStrictDynamoDb } from '../../stand-in/platform/strict-dynamodb.ts';
import type { StrictProxy } from '../../stand-in/platform/strict-proxy.ts';
import { type StrictSqs, startStrictSqs } from '../../stand-in/platform/strict-sqs.ts';
import { cases } from './cases.ts';
import { START, setClock } from './clock.ts';
import { type Gate, startGate } from './gate.ts';
import { plainWorld, type World } from './plain-world.ts';
import { type Ran, startService } from './service.ts';

/** The same with a ledger, between which and the cloud a test can stop, slow and break what passes. */
export interface LedgerWorld extends World {
  readonly sqs: StrictSqs;
  /** In front of the ledger table. */
  readonly ledger: Gate;
  /** In front of GeminiDB. */
  readonly gemini: Gate;
  /** Takes the events once `EVENT_BUS` is set. */
  readonly bus: EventBus;
  /** DynamoDB's own limits; counts what reached the table since `reset`. */
  calls(action: string): StrictProxy['passed'];
  /** Beside what every world does: an empty ledger, empty queues, the clock at `START`. */
  reset(): Promise<void>;
  /** Puts what is due on the queues and runs it. */
  resume(operation: string, remaining?: number | (() => number)): Promise<Ran>;
  items(): Promise<Record<string, AttributeValue>[]>;
  item(request_id: string): Promise<Record<string, AttributeValue> | undefined>;
  entry(request_id: string): Promise<Entry | undefined>;
  /** Drops an item of the ledger. */
  remove(pk: string): Promise<void>;
  /** An empty fleet table, which functions and commands find in `FLEET_TABLE` until the next `reset`. */
  fleetTable(): Promise<FleetTable>;
}

/** Starts it; `environment` is what differs from the service's own. */
export async function startLedgerWorld(
  cloud: Cloud,
  seed: (cloud: Cloud) => void,
  environment: Readonly<Record<string, string>>,
): Promise<LedgerWorld> {
  const table = await startLedgerTable();
  const strict = await startStrictDynamoDb({ target: table.endpoint });
  const [ledger, gemini] = [await startGate(strict.endpoint), await startGate(cloud.endpoints.geminidb)];
  const bus = await startEventBus();
  const service = await startService(
    { ...cloud.endpoints, geminidb: gemini.origin },
    {
      AWS_ENDPOINT_URL_DYNAMODB: ledger.origin,
      AWS_ENDPOINT_URL_EVENTBRIDGE: bus.endpoint,
      // Long enough for a busy machine; no test here waits for it.
      HW_TIMEOUT_MS: '15000',
      ...environment,
    },
  );
  const { queues } = service;
  const sqs = await startStrictSqs({ target: queues.endpoint });
  const throughProxy = (template: string) =>
    `${sqs.endpoint}${new URL(template).pathname}`.replace(encodeURIComponent('{operation}'), '{operation}');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SQS: sqs.endpoint,
    QUEUE_URL: throughProxy(queues.urlTemplate),
    DEAD_LETTER_QUEUE_URL: throughProxy(queues.deadLetterUrlTemplate),
  });
  const plain = plainWorld(cloud, service, seed);
  let since = 0;
  let name = '';

  const world: LedgerWorld = {
    ...plain,
    sqs,
    ledger,
    gemini,
    bus,
    calls: (action) => strict.passed.slice(since).filter((call) => call.action === action),
    async reset() {
      setClock(START);
      await plain.reset();
      for (const name of [...cases.map(({ operation }) => operation), 'follow-job', 'decide-rollouts']) {
        await queues.purge(queues.url(name));
        await queues.purge(queues.deadLetterUrl(name));
      }
      for (const gate of [ledger, gemini, bus]) gate.clear();
      name = await table.create();
      world.set({ LEDGER_TABLE: name });
      since = strict.passed.length;
    },
    async resume(operation, remaining) {
      await service.sweep();
      return service.deliver(operation, remaining);
    },
    items: () => table.items(name),
    remove: (pk) => table.remove(name, pk),
    async item(request_id) {
      return (await table.items(name)).find(({ pk, doc }) => doc && pk?.S?.endsWith(`#${request_id}`));
    },
    async entry(request_id) {
      const doc = (await world.item(request_id))?.doc?.S;
      return doc === undefined ? undefined : (JSON.parse(doc) as Entry);
    },
    async fleetTable() {
      const FLEET_TABLE = await table.createFleet();
      world.set({ FLEET_TABLE });
      return openFleetTable(FLEET_TABLE);
    },
    async close() {
      await service.close();
      await Promise.all([sqs, ledger, gemini, bus, strict, table, cloud].map((one) => one.close()));
    },
  };
  return world;
}
