import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { runChecks } from '../../shared/doctor/check.ts';
import { hostedConsole } from '../../shared/doctor/checks/console.ts';
import { environment } from '../../shared/doctor/checks/environment.ts';
import { openRecorder } from '../../shared/doctor/recorder.ts';
import { loadSettings, loadStageSettings } from '../../shared/settings/settings.ts';
import { type ControlPlane, startControlPlane } from '../../stand-in/platform/control-plane.ts';
import { rememberEnvironment, setEnvironment } from '../world/environment.ts';

const LOGIN = 'https://login.example.com/authorize';
const FUNCTION = {
  CONSOLE_HOST: 'upkeep.example.com',
  CONSOLE_AUTHORIZATION_ENDPOINT: LOGIN,
  CONSOLE_CLIENT_ID: 'console-client',
};
const STAGE = {
  STAGE: 'prod',
  HW_REGION_NAME: 'ap-southeast-1',
  HW_PROJECT_ID: '0'.repeat(32),
  HW_CREDENTIALS_SECRET: 'db-upkeep/prod/credentials',
  WEBHOOK_SENDERS_SECRET: 'db-upkeep/prod/webhook-senders',
  LEDGER_TABLE: 'db-upkeep-prod-ledger',
  QUEUE_URL: 'https://sqs.example.com/{operation}',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.example.com/{operation}-dead',
};

let plane: ControlPlane;
let restore: () => void;
beforeAll(async () => {
  plane = await startControlPlane();
  restore = rememberEnvironment();
  setEnvironment({
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_LAMBDA: plane.url,
  });
});
afterAll(async () => {
  restore();
  await plane.close();
});
beforeEach(() => {
  plane.trouble = undefined;
  plane.functions.set('db-upkeep-prod-console', FUNCTION);
});

type Answer = { status: number; location: string } | Error;

/** What the doctor says where the host answers a stranger so. */
async function said(answer: Answer, given = loadStageSettings(STAGE)) {
  const asked: string[] = [];
  const check = hostedConsole(async (origin) => {
    asked.push(origin);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const context = { subjects: [], queues: [], surveys: [], recorder: openRecorder(), given };
  const { level, says } = (await runChecks([environment, check], context)).at(-1) ?? {};
  return { level, says, asked };
}

test('a console that sends strangers to the login of our client is well', async () => {
  const location = `${LOGIN}?client_id=console-client&response_type=code`;
  expect(await said({ status: 302, location })).toEqual({
    level: 'ok',
    says: 'https://upkeep.example.com asks whoever is not logged in to do so at https://login.example.com',
    asked: ['https://upkeep.example.com'],
  });
});

test.each([
  ['a page', { status: 200, location: '' }],
  ['a page that says where a login would be', { status: 200, location: `${LOGIN}?client_id=console-client` }],
  [
    'a login of somebody else',
    { status: 302, location: 'https://login.example.org/authorize?client_id=console-client' },
  ],
  ['the login of another client', { status: 302, location: `${LOGIN}?client_id=other` }],
  ['a way nowhere', { status: 302, location: '/' }],
  ['an error', { status: 503, location: '' }],
])('one that answers a stranger with %s is broken', async (_what, answer) => {
  expect(await said(answer)).toMatchObject({
    level: 'broken',
    says: expect.stringContaining(
      `with HTTP ${answer.status}, and does not send them to the login of our client`,
    ),
  });
});

test('one that cannot be reached from here is a warning with the reason', async () => {
  expect(await said(new Error('ENOTFOUND'))).toMatchObject({
    level: 'warning',
    says: 'https://upkeep.example.com cannot be asked from here: ENOTFOUND',
  });
});

test('a stage that hosts none is well, and nothing is asked', async () => {
  plane.functions.delete('db-upkeep-prod-console');
  expect(await said({ status: 200, location: '' })).toMatchObject({
    level: 'ok',
    says: expect.stringContaining('not hosted'),
    asked: [],
  });
});

test('whoever may not read the function learns nothing', async () => {
  plane.trouble = 'denied';
  expect(await said({ status: 200, location: '' })).toMatchObject({ level: 'not_checked', asked: [] });
});

test('a local stage hosts none', async () => {
  const given = loadSettings({ ...STAGE, STAGE: '' });
  expect(await said({ status: 200, location: '' }, given)).toMatchObject({
    level: 'not_checked',
    says: 'a local stage hosts none',
  });
});
