import { LIVED_IN, livedIn } from '../../cloud/lived-in.ts';
import { startDescribed } from '../../platform/described.ts';
import { startInvokeApi } from '../../platform/invoke-api.ts';
import { localCredentials } from '../../platform/local-credentials.ts';
import { UNHURRIED } from '../environment.ts';
import { deadLettered } from '../once/delivered-twice.ts';
import type { Stage } from '../stage.ts';
import { page } from './page.ts';
import { triggerCommands } from './triggers.ts';
import { writeShell } from './variables.ts';

const SWEEP_MS = 3000;
const WORK_MS = 10_000;

/** A stage that people use from another terminal. */
export interface ByHand {
  /** How they do. */
  readonly text: string;
  close(): Promise<void>;
}

/**
 * Opens a stage to people: a cloud with a project in use, whose work takes seconds, and the ledger with its story so far.
 * `tell` gets what the functions print, without the sweeps that went well.
 */
export async function openByHand(stage: Stage, tell: (line: string) => void): Promise<ByHand> {
  const { cloud, queues, ledger, bus, sweeper, httpApi, secret, functions } = stage;
  await stage.reset();
  await ledger.recall();
  livedIn(cloud.state, cloud.clock.now());
  cloud.state.jobDurationMs = WORK_MS;
  const changed = { HW_PROJECT_ID: LIVED_IN, TIMING: UNHURRIED };
  for (const lambda of functions.values()) {
    lambda.configure(changed);
    lambda.onLog = (line) => {
      if (!/"operation":"sweep",.*"failed":0,/.test(line)) tell(line);
    };
  }
  const described = await startDescribed({
    dynamodb: ledger.endpoint,
    sqs: queues.endpoint,
    eventbridge: bus.endpoint,
    busName: stage.environment.EVENT_BUS ?? '',
  });
  const invokeApi = await startInvokeApi(functions);
  sweeper.every(SWEEP_MS);

  // What webhooks are signed with is no business of the operators' commands.
  const { WEBHOOK_SENDERS: _, ...environment } = stage.environment;
  const shell = await writeShell({
    ...environment,
    ...changed,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: described.endpoints.dynamodb,
    AWS_ENDPOINT_URL_EVENTBRIDGE: described.endpoints.eventbridge,
  });
  const patchable = cloud.state.instances
    .by('project', LIVED_IN)
    .filter(({ service }) => service === 'geminidb')
    .map(({ id }) => id);
  const ways = { queues, invokeUrl: invokeApi.url, webhookUrl: httpApi.url, secret };
  const controlUrl = `${cloud.endpoints.iam}/_control`;
  return {
    text: page({
      shell: shell.path,
      triggers: triggerCommands(ways, patchable),
      controlUrl,
      workMs: WORK_MS,
      deadLettered: deadLettered(),
    }),
    async close() {
      await sweeper.stop();
      await invokeApi.close();
      await described.close();
      await shell.remove();
    },
  };
}
