import { catalog } from '../../functions/catalog.ts';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import { startHttpApi } from '../platform/http-api.ts';
import { type LambdaFunction, startLambda } from '../platform/lambda.ts';
import { type Queues, startQueues } from '../platform/queues.ts';
import { readDeployments } from './deployments.ts';
import { environmentOf } from './environment.ts';
import { feedFromQueues } from './feed.ts';
import { idIn, type Run, timerRun, webhookRun } from './runs.ts';
import { newSecret, sign } from './sign.ts';

/** The three ways an intent comes in. */
export type Way = 'timer' | 'queue' | 'webhook';

/** An intent on its way: the id it is known by from here on, and for a webhook what the HTTP API answered. */
export interface Fired {
  readonly request_id: string;
  /** When it was sent, on the scale of `performance.now()`. */
  readonly since: number;
  readonly answer?: { readonly status: number; readonly body: string };
}

/** The whole service on this machine: the built functions on local platforms, in front of the stand-in cloud. */
export interface Stage {
  readonly cloud: Cloud;
  readonly queues: Queues;
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly httpApi: { readonly url: string };
  /** The secret that the sender `change-desk` signs with. */
  readonly secret: string;
  /** Everything that ran so far, oldest first. */
  readonly runs: readonly Run[];
  /** The time on everybody's clock, epoch ms. */
  now(): number;
  /** Sends an intent, by webhook signed with `secret` unless another is given. A timer's is over when this settles. */
  fire(way: Way, operation: string, intent: object, options?: { secret?: string }): Promise<Fired>;
  /** Settles when no queue holds a message and no function works on one. */
  settled(): Promise<void>;
  /** The ids of the intents on the dead-letter queues, once per message. */
  deadLetters(): Promise<string[]>;
  /** Puts the cloud back to its seeded state, except that the tokens in the functions' hands stay good. */
  reset(): void;
  close(): Promise<void>;
}

/** Brings everything up on free ports of 127.0.0.1; every clock is `clockOffsetMs` ahead. Needs `npm run build` before. */
export async function startStage({
  clockOffsetMs,
  environment = {},
}: {
  clockOffsetMs: number;
  environment?: Record<string, string>;
}): Promise<Stage> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    return await bringUp();
  } catch (error) {
    await close();
    throw error;
  }

  async function bringUp(): Promise<Stage> {
    const now = () => Date.now() + clockOffsetMs;
    const secret = newSecret();
    const runs: Run[] = [];
    const cloud = await startCloud({ now });
    closers.push(cloud.close);
    // Longer than any invocation: nothing comes again but what was handed back, and that at once (see feed.ts).
    const queues = await startQueues(
      catalog.map(({ name }) => name),
      { visibilitySeconds: 90 },
    );
    closers.push(queues.close);

    const deployments = await readDeployments();
    const variables = { ...environmentOf({ cloud, queues, secret }), ...environment };
    const functions = new Map(
      deployments.map(({ name, bundle, timeoutMs, memoryMb }) => [
        name,
        startLambda({ name, bundle, timeoutMs, memoryMb, clockOffsetMs, environment: variables }),
      ]),
    );
    closers.push(() => Promise.all([...functions.values()].map((lambda) => lambda.close())));

    const functionOf = (name: string): LambdaFunction => {
      const lambda = functions.get(name);
      if (!lambda) throw new Error(`no function ${name}`);
      return lambda;
    };
    const feed = feedFromQueues({
      deployments,
      functionOf,
      queues,
      clockOffsetMs,
      onRuns: (more) => runs.push(...more),
    });
    closers.push(feed.stop);

    const watched = (lambda: LambdaFunction): LambdaFunction => ({
      ...lambda,
      invoke: async (event) => {
        const invocation = await lambda.invoke(event);
        runs.push(webhookRun(lambda.name, event, invocation));
        return invocation;
      },
    });
    const routes = deployments.flatMap(({ name, route }) =>
      route ? [[route, watched(functionOf(name))] as const] : [],
    );
    const httpApi = await startHttpApi({ routes: Object.fromEntries(routes), clockOffsetMs });
    closers.push(httpApi.close);

    return {
      cloud,
      queues,
      functions,
      httpApi,
      secret,
      runs,
      now,
      async fire(way, operation, intent, { secret: signedWith = secret } = {}) {
        const since = performance.now();
        if (way === 'queue') {
          const messageId = await queues.send(operation, JSON.stringify(intent));
          return { request_id: idIn(intent) ?? messageId, since };
        }
        if (way === 'webhook') {
          const body = JSON.stringify(intent);
          const headers = sign(signedWith, body, now());
          const url = `${httpApi.url}/webhooks/${operation}`;
          const reply = await fetch(url, { method: 'POST', headers, body });
          const answer = { status: reply.status, body: await reply.text() };
          return { request_id: headers['webhook-id'] ?? '', since, answer };
        }
        const invocation = await functionOf(operation).invoke(intent);
        const request_id = idIn(intent) ?? invocation.requestId;
        runs.push(timerRun(operation, request_id, invocation));
        return { request_id, since };
      },
      settled: feed.settled,
      async deadLetters() {
        const messages = await Promise.all(
          catalog.map(({ name }) => queues.receiveAll(queues.deadLetterUrl(name))),
        );
        return messages
          .flat()
          .map(
            ({ MessageAttributes, MessageId = '' }) =>
              MessageAttributes?.request_id?.StringValue ?? MessageId,
          );
      },
      reset() {
        const { tokens } = cloud.state;
        cloud.reset();
        cloud.state.tokens = tokens;
      },
      close,
    };
  }
}
