import { Webhook } from 'standardwebhooks';
import type { Cloud } from '../../stand-in/cloud/cloud.ts';
import type { Queues } from '../../stand-in/platform/queues.ts';
import { eventBridgeEvent } from '../../stand-in/platform/timer.ts';
import { dice } from './dice.ts';
import type { Planned } from './intents.ts';
import type { Lives } from './life.ts';
import type { Pool } from './pool.ts';
import type { SendWindow } from './posts.ts';
import type { Tally } from './tally.ts';

/** Sends intents the way their senders would, who repeat what was not taken. */
export interface Sender {
  /** Sends one copy; for a timer settles when the function is done with it. */
  send(intent: Planned, copy: number): Promise<void>;
  /** When a request may first and last be sent, epoch ms, as far as it has been sent to us. */
  windowOf(request_id: string): SendWindow | undefined;
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
/** How much later than it was decided a submission may come to the cloud. */
const SLACK_MS = 3000;

/** Makes it. */
export function startSender(options: SenderOptions): Sender {
  const { seed, cloud, queues, pools, lives, tally } = options;
  const windows = new Map<string, SendWindow>();
  const soon = new Map<string, Promise<string>>();

  async function untilTaken(intent: Planned, attempt: () => Promise<boolean>): Promise<void> {
    const { request_id } = intent;
    for (let tries = 1; tries <= TRIES; tries++) {
      remember(intent);
      if (await attempt().catch(() => false)) return;
      tally.add('repeated by the sender');
      // What a sender waits between tries: minutes in life.
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries));
    }
    tally.add('given up by the sender');
    const life = lives.all.get(request_id);
    if (life) lives.note(life, 'given up by the sender');
  }

  const webhook = (intent: Planned) =>
    untilTaken(intent, async () => {
      const { request_id, operation, body } = intent;
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

  const timer = (planned: Planned) => {
    const { request_id, operation, body } = planned;
    const intent: unknown = JSON.parse(body);
    const event = dice(seed, request_id, 'timer').chance(0.5)
      ? eventBridgeEvent(intent, { id: request_id })
      : intent;
    return untilTaken(planned, async () => {
      const invocation = await pools.get(operation)?.invoke(event);
      return invocation?.ok === true;
    });
  };

  /** Sent so that less is left until `not_before` than the first wait before another try. */
  async function shortlyBefore({ request_id, body }: Planned): Promise<string> {
    const left = dice(seed, request_id, 'soon').between(100, 250);
    const now = Date.now();
    const second = Math.ceil((now + left) / 1000) * 1000;
    await new Promise((resolve) => setTimeout(resolve, second - left - now));
    windows.set(request_id, { from: second, to: Number.POSITIVE_INFINITY });
    return JSON.stringify({ ...JSON.parse(body), not_before: new Date(second).toISOString() });
  }

  /** Durations count from the trigger, whose time may be in whole seconds. */
  function remember({ request_id, notBefore, notAfter }: Planned): void {
    if (notBefore === undefined && notAfter === undefined) return;
    const whole = (ms: number) => Math.floor(ms / 1000) * 1000;
    const from = notBefore === undefined ? 0 : whole(Date.now()) + notBefore * 1000;
    const before = windows.get(request_id);
    windows.set(request_id, {
      from: Math.min(from, before?.from ?? from),
      to: notAfter === undefined ? Number.POSITIVE_INFINITY : Date.now() + notAfter * 1000 + SLACK_MS,
    });
  }

  return {
    windowOf: (request_id) => windows.get(request_id),
    async send(planned, copy) {
      let intent = planned;
      if (intent.shape === 'soon') {
        const body = soon.get(intent.request_id) ?? shortlyBefore(intent);
        soon.set(intent.request_id, body);
        intent = { ...intent, body: await body };
      }
      remember(intent);
      const { request_id, operation, way, body, rival, instances, project_id } = intent;
      for (const { id, service, proxy, hotfix_versions } of instances) {
        if (!cloud.state.instances.has(id))
          cloud.state.addInstance({ id, service, project_id, hotfix_versions: [...hotfix_versions] });
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
