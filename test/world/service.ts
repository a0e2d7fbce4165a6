import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes, randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { Webhook } from 'standardwebhooks';
import { catalog } from '../../functions/catalog.ts';
import type { Swept } from '../../shared/sweep/sweep.ts';
import type { Report } from '../../shared/terms/report.ts';
import { type Queues, startQueues } from '../../stand-in/platform/queues.ts';
import { sqsEvent } from '../../stand-in/platform/sqs-event.ts';
import { keepEnvironment, keepOutput, keepUrls } from '../../stand-in/secrets/kept.ts';
import { freeClock } from './clock.ts';
import { rememberEnvironment } from './environment.ts';
import { OPEN_POLICY } from './open-policy.ts';
import type { Way } from './triggers.ts';

/** What one delivery came to: log lines, whether the platform was asked to try again, and what was dead-lettered. */
export interface Ran {
  readonly lines: Report[];
  readonly raw: string[];
  readonly again: boolean;
  readonly dead: { readonly body: string; readonly attributes: Record<string, string> }[];
  readonly result: unknown;
}

/** A line of `follow-job`: the end of a job, or a look or hand-over that failed. */
export interface FollowLine {
  readonly level: string;
  readonly operation: string;
  readonly request_id?: string;
  readonly target?: string;
  readonly job_id?: string;
  readonly end?: string;
  readonly reason?: string;
  readonly before?: string;
  readonly after?: string;
  readonly sentence?: string;
  readonly looks?: number;
  readonly job_duration_ms?: number;
  readonly failed?: number;
}

/** What one delivery to `follow-job` came to. */
export type Followed = Omit<Ran, 'lines'> & { readonly lines: readonly FollowLine[] };

const FOLLOWER = 'follow-job';
const DECIDER = 'decide-rollouts';

interface HttpAnswer {
  readonly statusCode: number;
  readonly body: string;
}

/** The exported handlers with real queues around them; only the cloud behind `endpoints` is somebody else's. */
export interface Service {
  readonly queues: Queues;
  readonly secret: string;
  fire(
    way: Way,
    operation: string,
    intent: unknown,
    options?: { request_id?: string; remaining?: number },
  ): Promise<Ran>;
  /** Posts a signed webhook; `change` alters the event just before it is received. */
  post(
    operation: string,
    body: string,
    change?: (event: { headers: Record<string, string>; body: string; isBase64Encoded: boolean }) => object,
  ): Promise<{ answer: HttpAnswer; raw: string[]; lines: Report[] }>;
  /** Hands everything on the operation's queue to its handler, in one batch; without a message nothing runs. */
  deliver(operation: string, remaining?: number | (() => number)): Promise<Ran>;
  /** Runs the sweep; its log line is left out. */
  sweep(): Promise<Swept>;
  /** Runs the sweep and what it brought to `follow-job`; other queues keep what they got. */
  follow(remaining?: number | (() => number)): Promise<Followed>;
  /** Invokes an operation's handler with any event at all; `remaining` is what is left of the invocation, in ms. */
  invoke(operation: string, event: unknown, remaining?: number | (() => number)): Promise<Ran>;
  close(): Promise<void>;
}

const textOf = (result: unknown) =>
  result instanceof Error
    ? `${result.name} ${result.message} ${result.stack}`
    : (JSON.stringify(result) ?? '');

const contextOf = (remaining: number | (() => number)) =>
  ({
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: typeof remaining === 'number' ? () => remaining : remaining,
  }) as unknown as Context;

/** Starts queues for the whole catalogue and points the environment at them and at `endpoints`. */
export async function startService(
  endpoints: Record<string, string>,
  environment: Record<string, string> = {},
): Promise<Service> {
  const queues = await startQueues([...catalog.map(({ name }) => name), FOLLOWER, DECIDER], {
    maxReceiveCount: 20,
  });
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  const restore = rememberEnvironment();
  Object.assign(process.env, {
    HW_REGION_NAME: 'ap-southeast-1',
    HW_ENDPOINTS: JSON.stringify(endpoints),
    HW_DOMAIN_NAME: 'acme',
    HW_USER_NAME: 'upkeep',
    HW_USER_PASSWORD: 'correct horse battery staple',
    HW_TIMEOUT_MS: '2000',
    TIMING: '{"index_lag_ms":0}',
    // Most suites script the one call they are about.
    PREFLIGHT: 'off',
    POLICY: OPEN_POLICY,
    WEBHOOK_SENDERS: JSON.stringify({ 'change-desk': secret }),
    QUEUE_URL: queues.urlTemplate,
    DEAD_LETTER_QUEUE_URL: queues.deadLetterUrlTemplate,
    AWS_REGION: queues.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local-secret-access-key',
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    ...environment,
  });

  // Runs may overlap: each keeps its own lines, and the first to start and the last to end mind the streams.
  const writer = new AsyncLocalStorage<string[]>();
  let running = 0;
  let spies: { mockRestore(): void }[] = [];
  const captured = async <Result>(work: () => Promise<Result>) => {
    const raw: string[] = [];
    keepEnvironment(process.env);
    if (++running === 1) {
      spies = [process.stdout, process.stderr].map((stream) =>
        jest.spyOn(stream, 'write').mockImplementation((text) => {
          writer.getStore()?.push(String(text));
          return true;
        }),
      );
    }
    try {
      const result = await writer.run(raw, work);
      keepOutput('log lines', ...raw);
      keepOutput('what a function returned', textOf(result));
      return { result, raw, lines: () => raw.map((line) => JSON.parse(line) as Report) };
    } finally {
      if (--running === 0) for (const spy of spies) spy.mockRestore();
    }
  };

  const handlerOf = async (name: string) =>
    (
      (await import(`../../functions/${name}/handler.ts`)) as {
        handler: (event: unknown, context: Context) => Promise<unknown>;
      }
    ).handler;

  const taken = async (url: string) => {
    const messages = await queues.receiveAll(url);
    if (messages.length > 0) await queues.purge(url);
    return messages;
  };

  const service: Service = {
    queues,
    secret,
    async invoke(operation, event, remaining = 60_000) {
      keepUrls(JSON.stringify(event) ?? '');
      const handler = await handlerOf(operation);
      let again = false;
      const { result, raw, lines } = await captured(async () => {
        try {
          return await handler(event, contextOf(remaining));
        } catch (error) {
          again = true;
          return error;
        }
      });
      again ||= ((result as SQSBatchResponse | undefined)?.batchItemFailures ?? []).length > 0;
      const dead = (await taken(queues.deadLetterUrl(operation))).map(
        ({ Body = '', MessageAttributes = {} }) => ({
          body: Body,
          attributes: Object.fromEntries(
            Object.entries(MessageAttributes).map(([key, { StringValue = '' }]) => [key, StringValue]),
          ),
        }),
      );
      return { lines: lines(), raw, again, dead, result };
    },
    async fire(way, operation, intent, { request_id, remaining } = {}) {
      const body = typeof intent === 'string' ? intent : JSON.stringify(intent);
      if (way === 'timer') {
        const event = request_id && typeof intent === 'object' ? { request_id, ...intent } : intent;
        return service.invoke(operation, event, remaining);
      }
      if (way === 'queue') await queues.send(operation, body, request_id ? { request_id } : {});
      else {
        const { answer } = await service.post(operation, body, (event) => event);
        if (answer.statusCode !== 202) throw new Error(`webhook: ${answer.statusCode} ${answer.body}`);
      }
      return service.invoke(
        operation,
        sqsEvent(await taken(queues.url(operation)), queues.arn(operation)),
        remaining,
      );
    },
    async post(operation, body, change = (event) => event) {
      const id = `msg_${randomUUID()}`;
      const now = new Date();
      const event = change({
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': new Webhook(secret).sign(id, now, body),
        },
        body,
        isBase64Encoded: false,
      });
      const handler = await handlerOf('receive-webhook');
      const { result, raw, lines } = await captured(() =>
        handler({ pathParameters: { operation }, ...event }, contextOf(15_000)),
      );
      return { answer: result as HttpAnswer, raw, lines: lines() };
    },
    async deliver(operation, remaining) {
      const messages = await taken(queues.url(operation));
      if (messages.length === 0) return { lines: [], raw: [], again: false, dead: [], result: undefined };
      return service.invoke(operation, sqsEvent(messages, queues.arn(operation)), remaining);
    },
    async sweep() {
      const handler = await handlerOf('sweep');
      const { result } = await captured(() => handler({}, contextOf(60_000)));
      return result as Swept;
    },
    async follow(remaining) {
      await service.sweep();
      return (await service.deliver(FOLLOWER, remaining)) as unknown as Followed;
    },
    async close() {
      await queues.close();
      restore();
      freeClock();
    },
  };
  return service;
}
