import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { localCredentials } from '../../platform/local-credentials.ts';
import { acceptedAll, numbered, patch } from '../asked.ts';
import type { Wave } from '../scene.ts';
import type { Stage } from '../stage.ts';

const [instance = ''] = numbered(1, 'in06');

/** `db-upkeep pause` and `db-upkeep resume`, as a person would type them. */
async function type(stage: Stage, command: 'pause' | 'resume', ...args: string[]): Promise<void> {
  const child = spawn(process.execPath, ['cli/db-upkeep.mjs', command, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      LEDGER_TABLE: stage.ledger.table,
      AWS_ENDPOINT_URL_DYNAMODB: stage.ledger.endpoint,
      AWS_REGION: stage.queues.region,
      AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    },
  });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${said}`);
}

/** Everything is paused: what comes is held, nothing reaches the cloud, and it goes on when that is over. */
export const paused: Wave = {
  title: 'paused, and resumed',
  scenes: [
    {
      title: 'an intent that comes while everything is paused',
      way: 'queue',
      operation: patch.operation,
      intent: { ...patch.intent, instance_ids: [instance] },
      instances: [{ id: instance, service: 'geminidb', project_id: patch.project_id }],
      expect: {
        sent: [[instance]],
        reports: [
          {
            status: 'held',
            fate: 'waits',
            outcomes: [{ target: instance, verdict: 'not_sent', retry: true }],
          },
          { status: 'accepted', fate: 'done', outcomes: acceptedAll([instance]) },
        ],
      },
    },
  ],
  before: (stage) => type(stage, 'pause', '--reason', 'CHG-7 went wrong'),
  meanwhile: (stage) => type(stage, 'resume', '--yes'),
};
