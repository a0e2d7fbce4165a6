import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { type EventBus, startEventBus } from '../../stand-in/platform/event-bus.ts';
import { type LedgerTable, startLedgerTable } from '../../stand-in/platform/ledger-table.ts';
import { sqsEvent } from '../../stand-in/platform/sqs-event.ts';
import { startStrictDynamoDb } from '../../stand-in/platform/strict-dynamodb.ts';
import type { StrictProxy } from '../../stand-in/platform/strict-proxy.ts';
import { type StrictSqs, startStrictSqs } from '../../stand-in/platform/strict-sqs.ts';
import { type Case, cases } from '../world/cases.ts';
import { START, setClock } from '../world/clock.ts';
import { rememberEnvironment, setEnvironment } from '../world/environment.ts';
import { type Gate, startGate } from '../world/gate.ts';
import { freshUser, seedAgain, signWithKeys } from '../world/seeded-cloud.ts';
import { type Ran, type Service, startService } from '../world/service.ts';

/** A message as it is delivered, and what the queue says of it. */
export interface Mail {
  readonly id?: string;
  readonly sent?: number;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Whom SQS names as its sender. */
  readonly senderId?: string;
}

/** The handlers between a ledger and a cloud that a test can stop, slow and break. */
export interface World {
  readonly cloud: Cloud;
  readonly service: Service;
  readonly sqs: StrictSqs;
  /** In front of the ledger table. */
  readonly ledger: Gate;
  /** In front of GeminiDB. */
  readonly gemini: Gate;
  /** Takes the events once `EVENT_BUS` is set. */
  readonly bus: EventBus;
  /** DynamoDB's own limits; counts what reached the table since `reset`. */
  calls(action: string): StrictProxy['passed'];
  /** An empty ledger, the seeded cloud with healthy instances, the environment as at the start, the clock at `START`. */
  reset(): Promise<void>;
  set(environment: Record<string, string | undefined>): void;
  /** Signs with the seeded access key from now on. */
  signWithKeys(): void;
  /** A user whose login nothing knows yet; `known` is the password that the cloud expects. */
  freshUser(known?: string): void;
  submissions(one: Case): string[];
  tokenRequests(): number;
  /** The event of one message. */
  mail(operation: string, intent: unknown, mail?: Mail): SQSEvent;
  /** Puts what is due on the queues and runs it. */
  resume(operation: string, remaining?: number | (() => number)): Promise<Ran>;
  items(): Promise<Record<string, AttributeValue>[]>;
  item(request_id: string): Promise<Record<string, AttributeValue> | undefined>;
  entry(request_id: string): Promise<Entry | undefined>;
  /** Drops an item of the ledger. */
  remove(pk: string): Promise<void>;
  close(): Promise<void>;
}

const TOKEN_CALL = 'keystoneCreateUserTokenByPassword';

/** Starts everything. */
export async function startWorld(): Promise<World> {
  const cloud = await startCloud({ now: () => Date.now() });
  const table: LedgerTable = await startLedgerTable();
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
  const restore = rememberEnvironment();
  let since = 0;
  let name = '';

  const world: World = {
    cloud,
    service,
    sqs,
    ledger,
    gemini,
    bus,
    calls: (action) => strict.passed.slice(since).filter((call) => call.action === action),
    async reset() {
      setClock(START);
      seedAgain(cloud);
      restore();
      for (const name of [...cases.map(({ operation }) => operation), 'follow-job']) {
        await queues.purge(queues.url(name));
        await queues.purge(queues.deadLetterUrl(name));
      }
      for (const gate of [ledger, gemini, bus]) gate.clear();
      name = await table.create();
      world.set({ LEDGER_TABLE: name });
      since = strict.passed.length;
    },
    set: setEnvironment,
    signWithKeys: () => signWithKeys(cloud),
    freshUser: (known) => freshUser(cloud, known),
    submissions: ({ call }) => cloud.received.filter((one) => one.call === call).map(({ body }) => body),
    tokenRequests: () => cloud.received.filter(({ call }) => call === TOKEN_CALL).length,
    mail: (operation, intent, { id = 'message-1', sent = Date.now(), attributes = {}, senderId = '' } = {}) =>
      sqsEvent(
        [
          {
            MessageId: id,
            Body: typeof intent === 'string' ? intent : JSON.stringify(intent),
            Attributes: { SentTimestamp: String(sent), ApproximateReceiveCount: '1', SenderId: senderId },
            MessageAttributes: Object.fromEntries(
              Object.entries(attributes).map(([key, StringValue]) => [
                key,
                { DataType: 'String', StringValue },
              ]),
            ),
          },
        ],
        queues.arn(operation),
      ),
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
    async close() {
      await service.close();
      await Promise.all([sqs, ledger, gemini, bus, strict, table, cloud].map((one) => one.close()));
    },
  };
  return world;
}
