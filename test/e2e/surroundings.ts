import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { catalog } from '../../functions/catalog.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { type Queues, startQueues } from '../../stand-in/platform/queues.ts';
import { patch } from '../world/cases.ts';
import { OPEN_POLICY } from '../world/open-policy.ts';

/** What a deployed function stands in: the stand-in cloud, the queues, and the environment that points at both. */
export interface Surroundings {
  readonly cloud: Cloud;
  readonly queues: Queues;
  readonly environment: Record<string, string>;
  /** The headers of a webhook signed by a sender of this environment. */
  signed(body: string): Record<string, string>;
  close(): Promise<void>;
}

/** Starts them; no run takes as long as a message stays hidden, so nothing comes again but what is handed back. */
export async function startSurroundings(): Promise<Surroundings> {
  const cloud = await startCloud();
  for (const id of patch.targets) {
    cloud.state.addInstance({ id, service: 'geminidb', project_id: String(patch.intent.project_id) });
  }
  const queues = await startQueues(
    catalog.map(({ name }) => name),
    { visibilitySeconds: 360, maxReceiveCount: 20 },
  );
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  return {
    cloud,
    queues,
    environment: {
      HW_REGION_NAME: 'ap-southeast-1',
      HW_ENDPOINTS: JSON.stringify(cloud.endpoints),
      HW_DOMAIN_NAME: 'acme',
      HW_USER_NAME: 'upkeep',
      HW_USER_PASSWORD: 'correct horse battery staple',
      HW_TIMEOUT_MS: '15000',
      TIMING: JSON.stringify({ submit_margin_ms: 100 }),
      POLICY: OPEN_POLICY,
      // These suites are about triggers and packages; the rehearsal looks first.
      PREFLIGHT: 'off',
      WEBHOOK_SENDERS: JSON.stringify({ 'change-desk': secret }),
      QUEUE_URL: queues.urlTemplate,
      DEAD_LETTER_QUEUE_URL: queues.deadLetterUrlTemplate,
      AWS_ENDPOINT_URL_SQS: queues.endpoint,
      AWS_REGION: queues.region,
    },
    signed(body) {
      const id = `msg_${crypto.randomUUID()}`;
      const now = new Date();
      return {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, now, body),
      };
    },
    async close() {
      await queues.close();
      await cloud.close();
    },
  };
}
