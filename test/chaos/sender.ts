import { Webhook } from 'standardwebhooks';
import type { Cloud } from '../cloud/cloud.ts';
import type { Queues } from '../platform/queues.ts';
import { eventBridgeEvent } from '../platform/timer.ts';
import { dice } from './dice.ts';
import type { Planned } from './intents.ts';
import type { Lives } from './life.ts';
import type { Pool } from './pool.ts';
import type { Tally } from './tally.ts';

/** Sends intents the way their senders would, who repeat what was not taken. */
export interface Sender {
  /** Sends one copy; for a timer settles when the function is done with it. */
  send(intent: Planned, copy: number): Promise<void>;
}

/** Where it all goes. */
export interface SenderOptions {
  readonly seed: number;
  readonly cloud: Cloud;
  readonly queues: Queues;
  readonly pools: ReadonlyMap<string, Pool>;
  readonly lives: Lives;
  readonly tally: Tally;
  readonly webhookUrl: string;
  readonly secret: string;
}

const TRIES = 12;
const PAUSE_MS = 250;

/** Makes it. */
export function startSender(options: SenderOptions): Sender {
  const { seed, cloud, queues, pools, lives, tally } = options;

  async function untilTaken(request_id: string, attempt: () => Promise<boolean>): Promise<void> {
    for (let tries = 1; tries <= TRIES; tries++) {
      if (await attempt().catch(() => false)) return;
      tally.add('repeated by the sender');
      // What a sender waits between tries: minutes in life.
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries));
    }
    tally.add('given up by the sender');
    const life = lives.all.get(request_id);
    if (life) lives.note(life, 'given up by the sender');
  }

  const webhook = ({ request_id, operation, body }: Planned) =>
    untilTaken(request_id, async () => {
      const now = new Date();
      const reply = await fetch(`${options.webhookUrl}/webhooks/${operation}`, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'webhook-id': request_id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': new Webhook(options.secret).sign(request_id, now, body),
        },
      });
      await reply.arrayBuffer();
      lives.note(lives.of(request_id, operation), `webhook answered ${reply.status}`);
      return reply.status < 500;
    });

  const timer = ({ request_id, operation, body }: Planned) => {
    const intent: unknown = JSON.parse(body);
    const event = dice(seed, request_id, 'timer').chance(0.5)
      ? eventBridgeEvent(intent, { id: request_id })
      : intent;
    return untilTaken(request_id, async () => {
      const invocation = await pools.get(operation)?.invoke(event);
      return invocation?.ok === true;
    });
  };

  return {
    async send(intent, copy) {
      const { request_id, operation, way, body, rival, instances, project_id } = intent;
      for (const { id, service, proxy } of instances) {
        if (!cloud.state.instances.has(id)) cloud.state.addInstance({ id, service, project_id });
        if (proxy && !cloud.state.proxies.has(proxy))
          cloud.state.addProxy({ id: proxy, instance_id: id, project_id });
      }
      tally.add(`sent by ${way}`);
      if (copy > 0) tally.add(`sent again by ${way}`);
      lives.note(lives.of(request_id, operation), `sent by ${way}, copy ${copy + 1}`);
      if (way === 'webhook') return webhook(intent);
      if (way === 'timer') return timer(intent);
      await queues.send(operation, body, { request_id });
      if (rival) await queues.send(operation, rival.body, { request_id });
    },
  };
}
