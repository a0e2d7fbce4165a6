import { environmentOf } from '../../infra/stage/environment-of.ts';
import { stackNames } from '../../infra/stage/stack-names.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { type ControlPlane, startControlPlane } from '../../stand-in/platform/control-plane.ts';
import { type Described, startDescribed } from '../../stand-in/platform/described.ts';
import { type LedgerTable, startLedgerTable } from '../../stand-in/platform/ledger-table.ts';
import { withPassword } from '../cli/command.ts';
import { type Ended, inProcess } from '../cli/in-process.ts';
import { type ScriptedHttp, startScriptedHttp } from '../unit/scripted-http.ts';
import { patch } from './cases.ts';

const PLACE = { id: '123456789012', region: 'eu-west-1', domain: 'amazonaws.com' };
const FUNCTIONS = ['sweep', 'patch-databases', 'install-kernel-plugin'];
/** What somebody may have put there by hand, and no command may show or use. */
const BY_HAND = {
  HW_USER_PASSWORD: 'hunter2-of-the-function',
  HTTPS_PROXY: 'http://proxy:hunter2-of-the-proxy@127.0.0.1:1',
  NODE_OPTIONS: '--require=/hunter2',
};

/** The stage `prod` as it is deployed, and a shell to run commands in that knows nothing of it. */
export interface Staged {
  /** STS and Lambda. */
  readonly plane: ControlPlane;
  readonly table: LedgerTable;
  readonly cloud: Cloud;
  /** Queues, bus and secrets. */
  readonly others: ScriptedHttp;
  /** Stands before table, queues and bus, and notes what they are asked. */
  readonly described: Described;
  /** Letters that the dead-letter queue still has. */
  letters: object[];
  /** The environment of the stage's functions as it is packaged, with more where `given`, and what somebody added by hand. */
  deployed(given?: Record<string, string>, policy?: string): Record<string, string>;
  /** What a person logs in to the database cloud with. */
  login(): Record<string, string>;
  /** A shell in which nothing was set but the login to AWS and its region. */
  fresh(): Record<string, string>;
  /** Runs a command there for the stage. */
  run(args: readonly string[], shell?: Record<string, string | undefined>): Promise<Ended>;
  /** Adds what another process printed to what was printed. */
  keep(ended: Ended): void;
  /** The functions as deployed, nothing asked and nothing printed. */
  reset(): void;
  /** Whatever was printed since `reset`; fails where a secret or a stack stands there. */
  printed(): string;
  close(): Promise<unknown>;
}

/** A message as it lies on the dead-letter queue; its id is that of the request. */
export const letter = (request_id: string, intent: object): object => ({
  MessageId: request_id,
  ReceiptHandle: request_id,
  Body: JSON.stringify({ request_id, ...intent }),
  Attributes: { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' },
});

/** Starts it. */
export async function startStaged(): Promise<Staged> {
  const [plane, table, cloud] = await Promise.all([startControlPlane(), startLedgerTable(), startCloud()]);
  const login = () => {
    const { HW_DOMAIN_NAME, HW_USER_NAME, HW_USER_PASSWORD } = withPassword(cloud);
    return { HW_DOMAIN_NAME, HW_USER_NAME, HW_USER_PASSWORD };
  };
  const others = await startScriptedHttp(({ headers, body }) => {
    const target = String(headers['x-amz-target']);
    if (target.endsWith('.GetSecretValue')) return { body: { SecretString: JSON.stringify(login()) } };
    if (target.endsWith('.ReceiveMessage')) return { body: { Messages: staged.letters.splice(0, 1) } };
    if (target.endsWith('.GetQueueAttributes'))
      return { body: { Attributes: attributesOf(String(body.QueueUrl)) } };
    if (target.endsWith('.PutEvents')) return { body: { FailedEntryCount: 0, Entries: [{ EventId: '1' }] } };
    return { body: {} };
  });
  const described = await startDescribed({
    dynamodb: table.endpoint,
    sqs: others.origin,
    eventbridge: others.origin,
    busName: 'db-upkeep-prod',
    topic: environmentOf('prod', {}, '').PEOPLE_TOPIC ?? '',
  });
  await table.create('db-upkeep-prod-ledger');
  await table.create('another-ledger');
  await table.createFleet('db-upkeep-prod-fleet');
  let ended: Ended[] = [];

  const staged: Staged = {
    plane,
    table,
    cloud,
    others,
    described,
    letters: [],
    login,
    deployed: (given = {}, policy = '') => ({
      ...environmentOf(
        'prod',
        {
          HW_REGION_NAME: 'ap-southeast-1',
          HW_PROJECT_ID: String(patch.intent.project_id),
          HW_ENDPOINTS: JSON.stringify(cloud.endpoints),
          TIMING: '{"index_lag_ms":2000}',
          ...given,
        },
        policy,
      ),
      ...stackNames('prod', PLACE),
      ...BY_HAND,
    }),
    fresh: () => ({
      AWS_ENDPOINT_URL: others.origin,
      AWS_ENDPOINT_URL_STS: plane.url,
      AWS_ENDPOINT_URL_LAMBDA: plane.url,
      AWS_ENDPOINT_URL_DYNAMODB: described.endpoints.dynamodb,
      AWS_ENDPOINT_URL_SQS: described.endpoints.sqs,
      AWS_ENDPOINT_URL_EVENTBRIDGE: described.endpoints.eventbridge,
      AWS_ENDPOINT_URL_SNS: described.endpoints.sns,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'the-secret-of-a-person',
      AWS_REGION: PLACE.region,
    }),
    async run(args, shell = {}) {
      const one = await inProcess([...args, '--stage', 'prod'], { ...staged.fresh(), ...shell });
      ended.push(one);
      return one;
    },
    keep: (one) => ended.push(one),
    reset() {
      for (const name of FUNCTIONS) plane.functions.set(`db-upkeep-prod-${name}`, staged.deployed());
      plane.trouble = undefined;
      plane.asked.length = 0;
      others.asked.length = 0;
      staged.letters = [];
      ended = [];
    },
    printed() {
      const printed = ended.map(({ stdout, stderr }) => stdout + stderr).join('');
      if (/hunter2|correct horse|\n\s+at .*:\d+/.test(printed))
        throw new Error(`printed a secret or a stack: ${printed}`);
      return printed;
    },
    close: () => Promise.all([plane, described, table, cloud, others].map((one) => one.close())),
  };
  return staged;
}

/** A queue as the stack makes it, with two letters among its dead ones. */
const attributesOf = (url: string) => {
  const name = url.split('/').at(-1) ?? '';
  const arn = (name: string) => `arn:aws:sqs:eu-west-1:${PLACE.id}:${name}`;
  const Policy = JSON.stringify({
    Statement: [
      {
        Effect: 'Deny',
        Action: 'sqs:SendMessage',
        Principal: '*',
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': ['x'] } },
      },
    ],
  });
  return name.endsWith('-dead')
    ? { QueueArn: arn(name), MessageRetentionPeriod: '1209600', ApproximateNumberOfMessages: '2' }
    : {
        QueueArn: arn(name),
        VisibilityTimeout: '360',
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn(`${name}-dead`), maxReceiveCount: 20 }),
        Policy,
      };
};
