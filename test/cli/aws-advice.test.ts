import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { type ScriptedHttp, startScriptedHttp } from '../unit/scripted-http.ts';
import { command, type Ended, invoke, withPassword } from './command.ts';

const NAMESPACE = 'com.amazonaws.any#';
const LOGIN = 'AWS_PROFILE, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN';
const denied = (action: string) =>
  `User: arn:aws:sts::000000000000:assumed-role/dba/me is not authorized to perform: ${action} on resource: x`;

let aws: ScriptedHttp;
beforeAll(async () => {
  aws = await startScriptedHttp(() => ({}));
});
afterAll(() => aws.close());
beforeEach(() => {
  aws.answer = () => ({});
});

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAANY', AWS_SECRET_ACCESS_KEY: 'secret-of-any' };
const environment = () => ({
  ...KEYS,
  AWS_REGION: 'eu-west-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  HOME: '/nonexistent',
  AWS_ENDPOINT_URL: aws.origin,
  LEDGER_TABLE: 'the-ledger',
  EVENT_BUS: 'the-bus',
  QUEUE_URL: `${aws.origin}/0/up-{operation}`,
  DEAD_LETTER_QUEUE_URL: `${aws.origin}/0/up-{operation}-dead`,
});
const refuse = (type: string, message = 'no') => {
  aws.answer = () => ({ status: 400, body: { __type: `${NAMESPACE}${type}`, message } });
};
const run = (name: string, args: readonly string[], more: Record<string, string | undefined> = {}) =>
  command(name, args, { ...environment(), ...more });
const nextStep = ({ code, stdout, stderr }: Ended) => {
  expect([code, stdout]).toEqual([69, '']);
  expect(stderr).not.toMatch(/\n\s+at .*:\d+/);
  return /\nNext step: (.*)\n$/.exec(stderr)?.[1];
};

describe('an error of AWS is told with one next step', () => {
  test.each([
    ['ExpiredTokenException', `this AWS login has expired: aws sso login, or set ${LOGIN} anew`],
    ['UnrecognizedClientException', `AWS does not take this login: check ${LOGIN}`],
    ['AccessDeniedException', 'this AWS login lacks dynamodb:Scan: have it granted, or set AWS_PROFILE, or'],
    [
      'ResourceNotFoundException',
      'nothing of that name is in this account and region: check LEDGER_TABLE and AWS_R',
    ],
    ['ThrottlingException', 'AWS asks for fewer requests: try again in a minute'],
  ])('%s', async (type, next) => {
    refuse(type, type.startsWith('Access') ? denied('dynamodb:Scan') : 'no');
    const ended = await run('status', ['a']);
    expect(nextStep(ended)).toContain(next);
    expect(ended.stderr).toContain(`the ledger the-ledger did not answer: ${type}: `);
  });

  test.each([
    [
      'no region',
      { AWS_REGION: undefined },
      'name the region of AWS that the stage is deployed in: --aws-region <region>, or AWS_REGION',
    ],
    [
      'no login',
      { AWS_ACCESS_KEY_ID: undefined },
      `log in to AWS: set ${LOGIN}; aws sts get-caller-identity`,
    ],
    ['half a login', { AWS_SECRET_ACCESS_KEY: undefined }, `log in to AWS: set ${LOGIN}; `],
    [
      'nobody there',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
      'check the network, AWS_REGION, and AWS_ENDPOINT_URL',
    ],
    ['no address', { AWS_ENDPOINT_URL: 'there' }, 'check the network, AWS_REGION, and AWS_ENDPOINT_URL'],
  ])('%s', async (_, more, next) => {
    expect(nextStep(await run('status', ['a'], more))).toContain(next);
  });

  test('a fault of theirs', async () => {
    aws.answer = () => ({ status: 503, body: {} });
    expect(nextStep(await run('status', ['a']))).toMatch(/^try again in a minute/);
  });

  test('a missing queue, by the variable that names it', async () => {
    refuse('QueueDoesNotExist');
    const dead = await run('dead-letters', ['list', 'patch-databases']);
    expect(nextStep(dead)).toContain('check DEAD_LETTER_QUEUE_URL and AWS_REGION');
  });

  test('a missing secret of a stage', async () => {
    const args = ['rotate', 'senders', '--sender', 'desk', '--drop-old', '--stage', 'prod'];
    aws.answer = ({ headers }) =>
      String(headers['x-amz-target']).endsWith('PutSecretValue')
        ? { status: 400, body: { __type: 'ResourceNotFoundException', message: 'no' } }
        : { body: { SecretString: JSON.stringify({ desk: [`whsec_${'a'.repeat(32)}`] }) } };
    expect(nextStep(await run('secrets', args))).toContain('check the name of the stage and AWS_REGION');
  });

  test('a bus that took no event: the pause stands', async () => {
    aws.answer = ({ headers }) =>
      String(headers['x-amz-target']).startsWith('AWSEvents')
        ? { status: 400, body: { __type: 'AccessDeniedException', message: denied('events:PutEvents') } }
        : {};
    const { code, stderr } = await run('pause', []);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^nobody was told by an event: .*\nNext step: this AWS login lacks events:PutEvents:/,
    );
  });
});

describe('by hand', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud();
  });
  afterAll(() => cloud.close());
  const json = JSON.stringify({
    project_id: '619d3e78f61b4be68bc5aa0b59edcf7b',
    instance_ids: [PATCH_INSTANCES[0]],
  });
  const send = (more: Record<string, string>) =>
    invoke(['patch-databases', '--yes', '--json', json], { ...withPassword(cloud), ...more });

  test('a ledger that may be read and not written: told at once, and nothing was sent', async () => {
    aws.answer = ({ headers }) =>
      String(headers['x-amz-target']).endsWith('PutItem')
        ? { status: 400, body: { __type: 'AccessDeniedException', message: denied('dynamodb:PutItem') } }
        : {};
    const { code, stdout } = await send(environment());
    expect(code).toBe(69);
    expect(stdout).toMatch(/\nNext step: this AWS login lacks dynamodb:PutItem: /);
    expect(cloud.accepted).toEqual([]);
  });

  test('what the cloud says is nothing of AWS', async () => {
    const geminidb = 'http://127.0.0.1:1';
    const ended = await send(withPassword({ endpoints: { ...cloud.endpoints, geminidb } }));
    expect(ended).toMatchObject({ code: 69, stdout: expect.stringContaining('ECONNREFUSED') });
    expect(ended.stdout + ended.stderr).not.toContain('AWS');
  });
});
