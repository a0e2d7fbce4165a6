import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { commands } from '../../cli/commands.ts';
import { environmentOf } from '../../infra/stage/environment-of.ts';
import { stackNames } from '../../infra/stage/stack-names.ts';
import { PROGRAM } from '../../shared/values/program.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { PATCH_INSTANCES, PLUGIN_INSTANCE } from '../../stand-in/cloud/seed.ts';
import { type ControlPlane, startControlPlane } from '../../stand-in/platform/control-plane.ts';
import { type Described, startDescribed } from '../../stand-in/platform/described.ts';
import { type LedgerTable, startLedgerTable } from '../../stand-in/platform/ledger-table.ts';
import { type ScriptedHttp, startScriptedHttp } from '../unit/scripted-http.ts';
import { withPassword } from './command.ts';
import { type Ended, inProcess } from './in-process.ts';

const PLACE = { id: '123456789012', region: 'eu-west-1', domain: 'amazonaws.com' };
const PROJECT = '619d3e78f61b4be68bc5aa0b59edcf7b';
const [TARGET] = PATCH_INSTANCES;
const PATCH = 'patch-databases';
const FUNCTIONS = ['sweep', PATCH, 'install-kernel-plugin'];
/** What somebody may have put there by hand, and no command may show or use. */
const BY_HAND = {
  HW_USER_PASSWORD: 'hunter2-of-the-function',
  HTTPS_PROXY: 'http://proxy:hunter2-of-the-proxy@127.0.0.1:1',
  NODE_OPTIONS: '--require=/hunter2',
};

let plane: ControlPlane;
let table: LedgerTable;
/** Queues, bus and secrets. */
let others: ScriptedHttp;
/** What stands before table, queues and bus, and notes what they are asked. */
let described: Described;
/** Letters that the dead-letter queue still has. */
let letters: object[] = [];
let cloud: Cloud;
let ended: Ended[] = [];

beforeAll(async () => {
  [plane, table, cloud] = await Promise.all([startControlPlane(), startLedgerTable(), startCloud()]);
  others = await startScriptedHttp(({ headers, body }) => {
    const target = String(headers['x-amz-target']);
    if (target.endsWith('.GetSecretValue')) return { body: { SecretString: JSON.stringify(login()) } };
    if (target.endsWith('.ReceiveMessage')) return { body: { Messages: letters.splice(0, 1) } };
    if (target.endsWith('.GetQueueAttributes'))
      return { body: { Attributes: attributesOf(String(body.QueueUrl)) } };
    if (target.endsWith('.PutEvents')) return { body: { FailedEntryCount: 0, Entries: [{ EventId: '1' }] } };
    return { body: {} };
  });
  described = await startDescribed({
    dynamodb: table.endpoint,
    sqs: others.origin,
    eventbridge: others.origin,
    busName: 'db-upkeep-prod',
  });
  await table.create('db-upkeep-prod-ledger');
  await table.create('another-ledger');
});
afterAll(() => Promise.all([plane, described, table, cloud, others].map((one) => one.close())));
beforeEach(() => {
  for (const name of FUNCTIONS) plane.functions.set(`db-upkeep-prod-${name}`, deployed());
  plane.trouble = undefined;
  plane.asked.length = 0;
  others.asked.length = 0;
  ended = [];
});
afterEach(() => {
  const printed = ended.map(({ stdout, stderr }) => stdout + stderr).join('');
  expect(printed).not.toMatch(/hunter2|correct horse/);
  expect(printed).not.toMatch(/\n\s+at .*:\d+/);
  // What is pasted into the same shell has to work there.
  const pasted = (printed.match(/npx --no-install db-upkeep .*/g) ?? []).filter(
    (line) => !/ --help /.test(line),
  );
  for (const line of pasted) expect(line).toContain('--stage prod');
});

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

const login = () => {
  const { HW_DOMAIN_NAME, HW_USER_NAME, HW_USER_PASSWORD } = withPassword(cloud);
  return { HW_DOMAIN_NAME, HW_USER_NAME, HW_USER_PASSWORD };
};
/** The environment of the stage's functions as it is packaged, and what somebody added by hand. */
const deployed = (given: Record<string, string> = {}, policy = ''): Record<string, string> => ({
  ...environmentOf(
    'prod',
    {
      HW_REGION_NAME: 'ap-southeast-1',
      HW_PROJECT_ID: PROJECT,
      HW_ENDPOINTS: JSON.stringify(cloud.endpoints),
      TIMING: '{"index_lag_ms":2000}',
      ...given,
    },
    policy,
  ),
  ...stackNames('prod', PLACE),
  ...BY_HAND,
});
/** A shell in which nothing was set but the login to AWS and its region. */
const fresh = () => ({
  AWS_ENDPOINT_URL: others.origin,
  AWS_ENDPOINT_URL_STS: plane.url,
  AWS_ENDPOINT_URL_LAMBDA: plane.url,
  AWS_ENDPOINT_URL_DYNAMODB: described.endpoints.dynamodb,
  AWS_ENDPOINT_URL_SQS: described.endpoints.sqs,
  AWS_ENDPOINT_URL_EVENTBRIDGE: described.endpoints.eventbridge,
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'the-secret-of-a-person',
  AWS_REGION: 'eu-west-1',
});
const run = async (
  args: readonly string[],
  shell: Record<string, string | undefined> = {},
): Promise<Ended> => {
  const one = await inProcess([...args, '--stage', 'prod'], { ...fresh(), ...shell });
  ended.push(one);
  return one;
};
const resume = () => run(['resume', '--yes']);

const DRY = ['invoke', PATCH, '--json', JSON.stringify({ instance_ids: [TARGET] }), '--dry-run'];

/** Each with the function that it is about. */
const OPERATORS: readonly [args: readonly string[], of: string][] = [
  [['status', 'CHG-1'], 'sweep'],
  [['status', 'CHG-1', '--operation', PATCH], PATCH],
  [['explain', 'CHG-1'], 'sweep'],
  [['pending', '--operation', PATCH], PATCH],
  [DRY, PATCH],
  [['cancel', 'CHG-1'], 'sweep'],
  [['unlock', TARGET, '--reason', 'CHG-9'], 'sweep'],
  [['dead-letters list', PATCH], PATCH],
  [['dead-letters show', PATCH, '--id', 'a'], PATCH],
  [['dead-letters redrive', PATCH, '--yes'], PATCH],
  [['pause', '--operation', PATCH], PATCH],
  [['resume', '--operation', PATCH, '--yes'], PATCH],
  [['panic'], 'sweep'],
  [['doctor'], 'sweep'],
];

test('every command of an operator is one of these', () => {
  const names = new Set(OPERATORS.map(([[name]]) => name));
  const others = ['package', 'deploy', 'secrets set', 'secrets check', 'secrets rotate', 'schemas'];
  expect(commands.map(({ name }) => name).filter((name) => !others.includes(name))).toEqual([...names]);
});

describe('in a fresh shell, --stage is all that is needed', () => {
  test.each(OPERATORS)('by %j, whose settings are those of %s', async ([name = '', ...rest], of) => {
    const { code, stderr } = await run([...name.split(' '), ...rest]);
    expect(stderr).not.toMatch(/Misconfigured|PlatformUnavailable|internal error/);
    expect([0, 1]).toContain(code);
    expect(plane.asked).toEqual([
      'sts:GetCallerIdentity eu-west-1',
      `lambda:GetFunctionConfiguration db-upkeep-prod-${of} eu-west-1`,
    ]);
    await resume();
  });

  test.each(OPERATORS)('what %j says to type is for the stage, too', async ([name = '', ...rest]) => {
    await run(['pause', '--reason', 'CHG-7']);
    const { stdout, stderr } = await run([...name.split(' '), ...rest]);
    const said = `${stdout}${stderr}`.split('\n').flatMap((line) => line.split(PROGRAM).slice(1));
    expect(said.filter((line) => !line.includes(' --stage prod'))).toEqual([]);
    await resume();
  });

  test.each([
    ['unlock', ['my-database', '--reason', 'x']],
    ['invoke', [PATCH, '--json', '{"instance_ids":["my-database"]}']],
  ])('where to find the id, which %s %j lacks, is for the stage, too', async (name, rest) => {
    const one = await run([name, ...rest]);
    expect(one).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('\n  npx --no-install db-upkeep pending --stage prod\n'),
    });
  });

  test('the doctor says for the stage, too, how to look at dead letters', async () => {
    const { stdout } = await run(['doctor']);
    expect(stdout).toContain(`→ ${PROGRAM} dead-letters list ${PATCH} --stage prod`);
  });

  test('panic pauses the stage, tells its bus, and status shows it', async () => {
    expect(await run(['panic', '--reason', 'CHG-7'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('everything is paused'),
    });
    const told = others.asked.find(({ headers }) => headers['x-amz-target'] === 'AWSEvents.PutEvents');
    expect(JSON.stringify(told?.body)).toContain('"EventBusName":"db-upkeep-prod"');
    expect((await run(['status', '--last', '1'])).stderr).toContain('CHG-7');
    expect((await table.items('db-upkeep-prod-ledger')).length).toBeGreaterThan(0);
    expect(await table.items('another-ledger')).toEqual([]);
    expect(await resume()).toMatchObject({ code: 0 });
  });

  test('through real npx, too', async () => {
    const args = ['--no-install', 'db-upkeep', 'panic', '--stage', 'prod', '--reason', 'CHG-npx'];
    const child = spawn('npx', args, {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        npm_config_update_notifier: 'false',
        ...fresh(),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const closed = new Promise((resolve) => child.on('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    ended.push({ code: 0, stdout, stderr });
    expect([await closed, stdout]).toEqual([0, expect.stringContaining('CHG-npx')]);
    expect(await resume()).toMatchObject({ code: 0 });
  }, 60_000);

  test.each([
    ['eu-west-3', 'https://sqs.eu-west-3.amazonaws.com/123456789012/db-upkeep-prod-patch-databases-dead'],
    [
      'cn-north-1',
      'https://sqs.cn-north-1.amazonaws.com.cn/123456789012/db-upkeep-prod-patch-databases-dead',
    ],
  ])('the queues are those of the region, %s', async (region, url) => {
    const { QUEUE_URL: _, DEAD_LETTER_QUEUE_URL: __, ...rest } = deployed();
    plane.functions.set(`db-upkeep-prod-${PATCH}`, rest);
    expect(await run(['dead-letters', 'list', PATCH, '--aws-region', region])).toMatchObject({ code: 0 });
    expect(new Set(others.asked.map(({ body }) => body.QueueUrl))).toEqual(new Set([url]));
  });

  test('redrive sends from the dead letters of the stage to its work queue', async () => {
    letters = ['CHG-1', 'CHG-2'].map((id) => ({
      MessageId: id,
      ReceiptHandle: id,
      Body: JSON.stringify({ request_id: id, instance_ids: [TARGET] }),
      Attributes: { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' },
    }));
    await run(['dead-letters', 'redrive', PATCH, '--id', 'CHG-1', '--extend', '--yes']);
    const asked = others.asked.map(({ headers, body: { QueueUrl } }) => [
      String(headers['x-amz-target']),
      String(QueueUrl).split('/').at(-1),
    ]);
    expect(asked).toContainEqual(['AmazonSQS.SendMessageBatch', 'db-upkeep-prod-patch-databases']);
    const dead = 'db-upkeep-prod-patch-databases-dead';
    expect(asked).toContainEqual(['AmazonSQS.ChangeMessageVisibilityBatch', dead]);
    expect(asked).toContainEqual(['AmazonSQS.DeleteMessage', dead]);
  });

  test("invoke is judged by the stage's policy", async () => {
    const rules = { desk: { from: ['webhook:desk'], operations: [PATCH] } };
    plane.functions.set(`db-upkeep-prod-${PATCH}`, deployed({}, JSON.stringify(rules)));
    const intent = JSON.stringify({ instance_ids: [TARGET] });
    const { stdout, stderr } = await run(['invoke', PATCH, '--json', intent, '--yes']);
    expect(stdout + stderr).toMatch(/no rule of the policy|forbidden|Forbidden/);
    expect(cloud.accepted).toEqual([]);
  });

  test('what may be installed is what the stage lists: without a list, nothing', async () => {
    const intent = {
      instance_id: PLUGIN_INSTANCE,
      plugin_name: 'postgis',
      url: 'https://plug-ins.obs.ap-southeast-1.myhuaweicloud.com/Yukon.tar.gz',
      sha_256: '791a8d68064ca3208b52ac2584b3b1ab89e4945069baf48e2b14ed5a7151889b',
    };
    const { code, stderr } = await run([
      'invoke',
      'install-kernel-plugin',
      '--json',
      JSON.stringify(intent),
      '--dry-run',
    ]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('PLUGIN_PACKAGES')]);
  });

  test('a pause is written where the functions look, whatever the stack would call it', async () => {
    plane.functions.set('db-upkeep-prod-sweep', { ...deployed(), LEDGER_TABLE: 'another-ledger' });
    expect(await run(['pause', '--reason', 'CHG-10'])).toMatchObject({ code: 0 });
    expect(JSON.stringify(await table.items('another-ledger'))).toContain('CHG-10');
    expect(await resume()).toMatchObject({ code: 0 });
  });

  test("the login is the stage's secret", async () => {
    const { code, stderr } = await run(DRY);
    expect([code, stderr]).toEqual([
      expect.any(Number),
      expect.stringMatching(/^account +acme\/upkeep, from the secret db-upkeep\/prod\/credentials$/m),
    ]);
  });
});

describe('what this shell sets', () => {
  test('stands over the stage, and is told where it differs', async () => {
    const { code, stderr } = await run(['pause', '--reason', 'CHG-8'], { LEDGER_TABLE: 'another-ledger' });
    expect(code).toBe(0);
    expect(stderr).toContain(
      'stage prod: LEDGER_TABLE is another-ledger as this shell has it, not db-upkeep-prod-ledger\n',
    );
    expect(JSON.stringify(await table.items('another-ledger'))).toContain('CHG-8');
    expect(await run(['resume', '--yes'], { LEDGER_TABLE: 'another-ledger' })).toMatchObject({ code: 0 });
  });

  test('is told by its name alone where it is more than a name', async () => {
    const { stderr } = await run(['status', 'CHG-1'], { TIMING: '{"index_lag_ms":3000}' });
    expect(stderr).toContain("stage prod: TIMING is this shell's, not the stage's\n");
    expect(stderr).not.toContain('3000');
  });

  test('is not told where it is the same, nor where the stage says nothing of it', async () => {
    const shell = { LEDGER_TABLE: 'db-upkeep-prod-ledger', MAX_TARGETS: '7', EVENT_BUS: '', STAGE: 'dev' };
    const { stderr } = await run(['status', 'CHG-1'], shell);
    expect(stderr).not.toContain('stage prod:');
  });

  test("a login of one's own is used in place of the stage's secret", async () => {
    const { code, stderr } = await run(DRY, login());
    expect(stderr).toMatch(/^account +acme\/upkeep$/m);
    expect([code, stderr]).toEqual([
      expect.any(Number),
      expect.stringContaining(
        "stage prod: the login is this shell's HW_DOMAIN_NAME, HW_USER_NAME, HW_USER_PASSWORD, not db-upkeep/prod/credentials\n",
      ),
    ]);
  });

  test('may not make a stage less safe', async () => {
    const { code, stderr } = await run(['status', 'CHG-1'], { TIMING: '{"clock_skew_ms":10}' });
    expect([code, stderr]).toEqual([69, expect.stringContaining('STAGE prod takes no shorter margins')]);
  });
});

describe('what is wrong is told, with what to do', () => {
  const status = (...more: string[]) => run(['status', 'CHG-1', ...more]);
  const lines = ({ stderr }: Ended) => stderr.trimEnd().split('\n');

  test('a stage that is not there', async () => {
    plane.functions.clear();
    const one = await status();
    expect(one).toMatchObject({ code: 69, stdout: '' });
    expect(lines(one)).toEqual([
      'PlatformUnavailable: there is no stage prod in region eu-west-1 of the AWS account 123456789012: Function not found: arn:aws:lambda:eu-west-1:123456789012:function:db-upkeep-prod-sweep',
      'Next step: check --stage and --aws-region; aws sts get-caller-identity shows who you are',
    ]);
  });

  test('no right to read how its functions are set', async () => {
    plane.trouble = 'denied';
    const one = await status();
    expect(one).toMatchObject({ code: 69, stdout: '' });
    expect(lines(one)[0]).toMatch(/^PlatformUnavailable: the settings of the stage prod cannot be read: Acc/);
    expect(lines(one)[1]).toMatch(/^Next step: this AWS login lacks lambda:GetFunctionConfiguration: /);
  });

  test('no right to use the key that they lie under', async () => {
    plane.trouble = 'key denied';
    const one = await status();
    expect(one).toMatchObject({ code: 69, stdout: '' });
    expect(lines(one)[1]).toMatch(/^Next step: this AWS login lacks kms:Decrypt: /);
  });

  test('a login that has expired', async () => {
    plane.trouble = 'expired';
    const one = await status();
    expect(one).toMatchObject({ code: 69, stdout: '' });
    expect(lines(one)[0]).toMatch(/the account of this AWS login cannot be read: ExpiredToken: /);
    expect(lines(one)[1]).toMatch(/^Next step: this AWS login has expired: aws sso login/);
  });

  test('no region', async () => {
    const nowhere = { AWS_REGION: undefined, AWS_CONFIG_FILE: '/dev/null', HOME: '/nowhere' };
    const one = await run(['status', 'CHG-1'], nowhere);
    expect(one).toMatchObject({ code: 69, stdout: '' });
    expect(lines(one).at(-1)).toBe(
      'Next step: name the region of AWS that the stage is deployed in: --aws-region <region>, or AWS_REGION',
    );
    expect(plane.asked).toEqual([]);
  });

  test.each([
    ['Prod', '--stage: stage "Prod": expected 1 to 20 lower-case letters, digits and dashes'],
    ['local', '--stage: local is this machine, and not deployed: leave --stage out'],
  ])('a name that no stage has: %s', async (name, said) => {
    const one = await inProcess(['status', 'CHG-1', '--stage', name], fresh());
    expect(one).toMatchObject({ code: 64, stderr: expect.stringContaining(said) });
    expect(plane.asked).toEqual([]);
  });

  test.each(['invoke patch-databases --json {}', 'doctor'])('--rehearsal with it: %s', async (line) => {
    expect(await run([...line.split(' '), '--rehearsal'])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('--stage and --rehearsal do not go together'),
    });
  });
});

describe('what stops a stage does so although its settings cannot be read', () => {
  test.each([
    [['panic'], 'denied'],
    [['panic'], 'out of order'],
    [['pause', '--operation', PATCH], 'denied'],
  ] as const)('%j, Lambda being %s', async (args, trouble) => {
    plane.trouble = trouble;
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([0, expect.stringContaining('paused')]);
    expect(stderr).toContain('the settings of the stage prod cannot be read: ');
    expect(stderr).toContain('goes on with the names of its table and bus');
    plane.trouble = undefined;
    expect((await run(['status', '--last', '1'])).stderr).toContain('paused since');
    await run(['resume', ...args.slice(1), '--yes']);
  });

  test('but no stage that is not there', async () => {
    plane.functions.clear();
    expect(await run(['panic'])).toMatchObject({ code: 69, stdout: '' });
  });

  test.each([
    ['resume', '--yes'],
    ['status', 'a'],
    ['dead-letters', 'list', PATCH],
  ])('nothing else does: %s', async (...args) => {
    plane.trouble = 'denied';
    expect(await run(args)).toMatchObject({ code: 69, stdout: '' });
  });
});

test("the operator's policy, docs/operator-policy.json, allows what was asked above, and nothing else", () => {
  const text = readFileSync(new URL('../../docs/operator-policy.json', import.meta.url), 'utf8');
  const { Statement } = JSON.parse(text) as { Statement: { Action: string[] }[] };
  // IAM knows no action of its own for batches, and none is asked for the key.
  const ofIam = (asked: string) =>
    asked
      .replace('eventbridge ', 'events:')
      .replace(' ', ':')
      .replace(/Batch$/, '');
  const needed = new Set([
    ...described.asked.map(ofIam),
    ...[
      'lambda:GetFunctionConfiguration',
      // A new request that invoke makes is written with its pointers.
      'dynamodb:BatchWriteItem',
      'secretsmanager:GetSecretValue',
      'kms:Decrypt',
      'kms:GenerateDataKey',
    ],
  ]);
  expect(Statement.flatMap(({ Action }) => Action).sort()).toEqual([...needed].sort());
});
