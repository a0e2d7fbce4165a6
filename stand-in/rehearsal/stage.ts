import { setTimeout as delay } from 'node:timers/promises';
import { catalog } from '../../functions/catalog.ts';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import { type EventBus, startEventBus } from '../platform/event-bus.ts';
import { startHttpApi } from '../platform/http-api.ts';
import { type LambdaFunction, startLambda } from '../platform/lambda.ts';
import { type Queues, startQueues } from '../platform/queues.ts';
import type { Watch } from '../platform/strict-proxy.ts';
import { watchedPlatform } from '../platform/watched-platform.ts';
import { readDeployments } from './deployments.ts';
import { environmentOf, TIMEOUT_MS } from './environment.ts';
import { feedFromQueues } from './feed.ts';
import { type Fire, fireThrough } from './fire.ts';
import { isGoingOn, isWaiting, type Ledger, startLedger } from './ledger.ts';
import { queueRuns, type Run, webhookRun } from './runs.ts';
import { newSecret } from './sign.ts';
import { type Sweeper, sweepWith } from './sweeper.ts';

const SWEEP_MS = 300;
// Nothing that is played waits a tenth as long on an idle machine.
const PATIENCE_MS = 40_000;

/** The whole service on this machine: the built functions on local platforms, in front of the stand-in cloud. */
export interface Stage {
  readonly cloud: Cloud;
  readonly queues: Queues;
  readonly ledger: Ledger;
  readonly bus: EventBus;
  readonly sweeper: Sweeper;
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly httpApi: { readonly url: string };
  /** What the functions are given. */
  readonly environment: Readonly<Record<string, string>>;
  /** The secret that the sender `change-desk` signs with. */
  readonly secret: string;
  /** Everything that ran so far, oldest first. */
  readonly runs: readonly Run[];
  /** What `follow-job` printed so far, oldest first. */
  readonly followed: readonly string[];
  readonly fire: Fire;
  /** Settles when no queue holds a message and no function works on one. */
  idle(): Promise<void>;
  /**
   * Sweeps until no queue holds a message, no function works on one, and nothing waits in the ledger but, unless
   * `toTheEnd`, the jobs. `onRound` is shown the ledger in between. Throws when that does not come to an end.
   */
  settled(options?: { toTheEnd?: boolean; onRound?: (entries: readonly Entry[]) => void }): Promise<void>;
  /** The ids of the intents on the dead-letter queues, once per message. */
  deadLetters(): Promise<string[]>;
  /** Puts the cloud back to its seeded state and empties ledger and bus; the tokens in the functions' hands stay good. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/**
 * `watch` sees every call that functions make to queues, ledger and bus, with the function's name in its user agent as
 * `app/<name>`; `environment` changes what they are given, and `dist` which bundles. `aheadMs` is by how much the clock of functions
 * and cloud is ahead of the machine's, asked again and again.
 */
export interface StageOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly watch?: Watch;
  readonly dist?: string;
  readonly aheadMs?: () => number;
}

/** Brings everything up on free ports of 127.0.0.1. Needs `npm run build` before. */
export async function startStage({
  environment = {},
  watch,
  dist,
  aheadMs,
}: StageOptions = {}): Promise<Stage> {
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
    const secret = newSecret();
    const runs: Run[] = [];
    const followed: string[] = [];
    const cloud = await startCloud(aheadMs && { now: () => Date.now() + aheadMs() });
    closers.push(cloud.close);
    // Longer than any invocation: nothing comes again but what was handed back, and that at once (see feed.ts).
    const deployments = await readDeployments(dist);
    const fed = deployments.flatMap(({ name, queue }) => (queue ? [name] : []));
    // The dead letters of the bus are read by the inbox, too.
    const queues = await startQueues([...fed, 'events'], { visibilitySeconds: 360, maxReceiveCount: 20 });
    closers.push(queues.close);
    const ledger = await startLedger(queues.region);
    closers.push(ledger.close);
    const bus = await startEventBus();
    closers.push(bus.close);

    const seen = watch && (await watchedPlatform({ queues, ledger, bus }, watch));
    if (seen) closers.push(seen.close);
    const variables = {
      ...environmentOf({ cloud, queues, ledger, bus, secret, ...seen }),
      ...environment,
    };
    const functions = new Map(
      deployments.map(({ name, bundle, timeoutMs, memoryMb, queue }) => [
        name,
        startLambda({
          name,
          bundle,
          // Where the clock is moved nobody waits for a time-out to be over.
          timeoutMs: queue && !aheadMs ? TIMEOUT_MS : timeoutMs,
          memoryMb,
          // Starting a process takes longer than all a second one of the same function could save here.
          concurrency: 1,
          // Tables and queues run in this process: on a busy machine they answer late, and no fault of theirs is played here.
          patience: 20,
          ...(aheadMs && { clockOffsetMs: aheadMs }),
          environment: { ...variables, AWS_SDK_UA_APP_ID: name },
        }),
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
      ...(aheadMs && { clockOffsetMs: aheadMs }),
      onBatch: (name, batch) => {
        if (catalog.some((operation) => operation.name === name)) runs.push(...queueRuns(name, batch));
        else followed.push(...(batch.invocation?.logs ?? []));
      },
    });
    closers.push(feed.stop);
    const sweeper = sweepWith(functionOf('sweep'));
    closers.push(sweeper.stop);

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
    const httpApi = await startHttpApi({ routes: Object.fromEntries(routes) });
    closers.push(httpApi.close);

    return {
      cloud,
      queues,
      ledger,
      bus,
      sweeper,
      functions,
      httpApi,
      environment: variables,
      secret,
      runs,
      followed,
      fire: fireThrough({ queues, httpApi, functionOf, secret, onRun: (run) => runs.push(run) }),
      idle: feed.settled,
      async settled({ toTheEnd = false, onRound } = {}) {
        for (const since = performance.now(); ; await delay(SWEEP_MS)) {
          await feed.settled();
          const entries = await ledger.entries();
          onRound?.(entries);
          const waiting = entries.filter(toTheEnd ? isGoingOn : isWaiting);
          if (waiting.length === 0) return;
          if (performance.now() - since > PATIENCE_MS) {
            const ids = waiting.map(({ request_id }) => request_id);
            throw new Error(`still waiting after ${PATIENCE_MS / 1000} s: ${ids.join(', ')}`);
          }
          await sweeper.once();
        }
      },
      async deadLetters() {
        const messages = await Promise.all(fed.map((name) => queues.receiveAll(queues.deadLetterUrl(name))));
        return messages
          .flat()
          .map(
            ({ MessageAttributes, MessageId = '' }) =>
              MessageAttributes?.request_id?.StringValue ?? MessageId,
          );
      },
      async reset() {
        await ledger.clear();
        bus.clear();
        const { tokens } = cloud.state;
        cloud.reset();
        cloud.state.tokens = tokens;
      },
      close,
    };
  }
}
