import type { EventBus } from './event-bus.ts';
import type { Queues } from './queues.ts';
import { startStrictDynamoDb } from './strict-dynamodb.ts';
import { type StrictProxy, startStrictProxy, type Watch } from './strict-proxy.ts';
import { startStrictSqs } from './strict-sqs.ts';

/** Where functions find AWS's services. */
interface Platform<Ledger> {
  readonly queues: Queues;
  readonly ledger: Ledger;
  readonly bus: EventBus;
}

/** The same services, reached through proxies that a watch looks on at. */
export interface WatchedPlatform<Ledger> extends Platform<Ledger> {
  close(): Promise<void>;
}

/** Puts the proxies in front of the services, with AWS's own limits. */
export async function watchedPlatform<Ledger extends { readonly endpoint: string }>(
  { queues, ledger, bus }: Platform<Ledger>,
  watch: Watch,
): Promise<WatchedPlatform<Ledger>> {
  const sqs = await startStrictSqs({ target: queues.endpoint, watch, keep: false });
  const dynamoDb = await startStrictDynamoDb({ target: ledger.endpoint, watch, keep: false });
  const eventBridge = await startStrictProxy({
    target: bus.endpoint,
    watch,
    keep: false,
    handle: (_action, input, forward) => forward(input),
    failures: { throttled: unused, error: unused },
  });
  const proxies: StrictProxy[] = [sqs, dynamoDb, eventBridge];
  return {
    queues: {
      ...queues,
      endpoint: sqs.endpoint,
      urlTemplate: sqs.url(queues.urlTemplate),
      deadLetterUrlTemplate: sqs.url(queues.deadLetterUrlTemplate),
    },
    ledger: { ...ledger, endpoint: dynamoDb.endpoint },
    bus: { ...bus, endpoint: eventBridge.endpoint },
    async close() {
      for (const proxy of proxies) await proxy.close();
    },
  };
}

const unused = { status: 500, headers: {}, output: {} };
