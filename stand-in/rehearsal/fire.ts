import type { LambdaFunction } from '../platform/lambda.ts';
import type { Queues } from '../platform/queues.ts';
import { idIn, type Run, timerRun } from './runs.ts';
import { sign } from './sign.ts';

/** The three ways an intent comes in. */
export type Way = 'timer' | 'queue' | 'webhook';

/** An intent on its way: the id it is known by from here on, and for a webhook what the HTTP API answered. */
export interface Fired {
  readonly request_id: string;
  /** When it was sent, on the scale of `performance.now()`. */
  readonly since: number;
  readonly answer?: { readonly status: number; readonly body: string };
}

/**
 * Sends an intent, by webhook signed with the sender's secret and under a new `webhook-id` unless others are given. A
 * timer's is over when this settles.
 */
export type Fire = (
  way: Way,
  operation: string,
  intent: object,
  options?: { secret?: string; webhookId?: string },
) => Promise<Fired>;

/** Where intents come in, and the sender's secret; `onRun` is told what a timer's came to. */
interface Doors {
  readonly queues: Queues;
  readonly httpApi: { readonly url: string };
  readonly functionOf: (name: string) => LambdaFunction;
  readonly secret: string;
  readonly onRun: (run: Run) => void;
}

/** What sends intents through these doors. */
export const fireThrough =
  ({ queues, httpApi, functionOf, secret, onRun }: Doors): Fire =>
  async (way, operation, intent, { secret: signedWith = secret, webhookId } = {}) => {
    const since = performance.now();
    if (way === 'queue') {
      const messageId = await queues.send(operation, JSON.stringify(intent));
      return { request_id: idIn(intent) ?? messageId, since };
    }
    if (way === 'webhook') {
      const body = JSON.stringify(intent);
      const headers = sign(signedWith, body, Date.now(), webhookId);
      const url = `${httpApi.url}/webhooks/${operation}`;
      const reply = await fetch(url, { method: 'POST', headers, body });
      const answer = { status: reply.status, body: await reply.text() };
      return { request_id: headers['webhook-id'] ?? '', since, answer };
    }
    const invocation = await functionOf(operation).invoke(intent);
    const request_id = idIn(intent) ?? invocation.requestId;
    onRun(timerRun(operation, request_id, invocation));
    return { request_id, since };
  };
