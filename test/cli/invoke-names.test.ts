import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { PROXY, PROXY_INSTANCE } from '../../stand-in/cloud/seed.ts';
import { type CommandWorld, startWorld } from '../world/world.ts';
import { command, type Ended, secretsOf, withKeys, withPassword } from './command.ts';

const PROJECT = '619d3e78f61b4be68bc5aa0b59edcf7b';
const PROXY_PROJECT = '054e292c9880d4992f02c0196d3ea468';
const PROD = '00000000000000000000000000009d0din13';
const DEV = '0000000000000000000000000000de00in06';
const GONE = '000000000000000000000000000090e0in13';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());

const outputs: Ended[] = [];
beforeEach(() => {
  cloud.reset();
  outputs.length = 0;
  const one = { service: 'geminidb', project_id: PROJECT } as const;
  cloud.state.addInstance({ ...one, id: PROD, name: 'orders-prod' });
  cloud.state.addInstance({
    ...one,
    id: DEV,
    name: 'dev\u001b[2J',
    maintenance_window: '',
    status: 'abnormal',
  });
});
afterEach(() => {
  const printed = outputs.map(({ stdout, stderr }) => stdout + stderr).join('');
  for (const secret of secretsOf(cloud)) expect(printed).not.toContain(secret);
});

const args = (instance_ids: readonly string[], ...flags: string[]) => [
  'patch-databases',
  '--json',
  JSON.stringify({ project_id: PROJECT, instance_ids }),
  ...flags,
];
/** At a terminal, on which a word is typed. */
const type = async (typed: string, given: readonly string[], environment = withPassword(cloud)) => {
  const ended = await command('invoke', given, { ...environment }, undefined, typed);
  outputs.push(ended);
  return ended;
};
const received = () => cloud.received.map(({ service, method }) => `${method} ${service}`);
const LOGIN = 'POST iam';

test('each target is shown with name, engine, version, status and window, before the question', async () => {
  const ended = await type('no\n', args([GONE, PROD, DEV]));
  expect(ended.code).toBe(64);
  const [shown = '', asked] = ended.stderr.split('Type yes to send this: ');
  expect(asked).toBe('\nnot confirmed, so nothing was sent\n');
  // What has no room in 80 cells stands below its row, further in.
  const lines = shown.split(/\n {4}(?! )/).map((row) =>
    row
      .trim()
      .split(/\s{2,}/)
      .slice(0, 6),
  );
  expect(lines).toContainEqual(['target', 'name', 'engine', 'version', 'status', 'window (UTC)']);
  expect(lines).toContainEqual([PROD, 'orders-prod', 'influxdb', '1.7', 'normal', '02:00-06:00']);
  expect(lines).toContainEqual([DEV, 'dev [2J', 'cassandra', '3.11.3', 'abnormal', '-']);
  expect(lines).toContainEqual([GONE, 'not in the list of instances', '-', '-', '-', '-']);
  expect(received()).toEqual([LOGIN, 'GET geminidb']);
});

test('of a proxy the instance that it belongs to is shown, with the window that only its own page has', async () => {
  const instance_id = PROXY_INSTANCE;
  const proxy_id = PROXY;
  cloud.state.change(instance_id, { name: 'billing-prod' });
  const intent = { project_id: PROXY_PROJECT, instance_id, proxy_id };
  const versions = { source_version: '2.23.12.000', target_version: '2.24.06.000' };
  const json = JSON.stringify({ ...intent, ...versions });
  const { stderr } = await type('no\n', ['upgrade-proxy-version', '--json', json]);
  expect(stderr).toMatch(
    new RegExp(`^ +${proxy_id}\\s+billing-prod\\s+gaussdb-mysql\\s+2\\.0\\S+\\s+ACTIVE\\s+18:00-22:00$`, 'm'),
  );
  expect(stderr).toMatch(/^ +target +its instance +engine/m);
});

test('the login is tried once for the names and the call', async () => {
  expect((await type('yes\n', args([PROD]))).code).toBe(0);
  expect(received()).toEqual([LOGIN, 'GET geminidb', 'POST geminidb']);
});

test.each([
  ['--yes', ['--yes'], ['POST geminidb']],
  ['a dry run', ['--dry-run'], []],
])('with %s nothing is read for it', async (_, flags, made) => {
  await type('', args([PROD], ...flags));
  expect(received().filter((call) => call !== LOGIN)).toEqual(made);
});

test('a list that cannot be read is one line, and what was confirmed is sent', async () => {
  cloud.faults.decide = ({ call }) => (call === 'listInstances' ? { kind: 'html' } : undefined);
  const ended = await type('yes\n', args([PROD]));
  expect(ended.stderr.match(/^names +could not be read: .+$/gm)).toHaveLength(1);
  expect(ended.stderr).toContain(`\n    ${PROD}\n`);
  expect(ended.code).toBe(0);
});

describe('what stands in the way is judged before the question, as a dry run does', () => {
  const looking = () => ({ ...withPassword(cloud), PREFLIGHT: 'on' });
  const busy = /^ {2}0+9d0din13 {2}rejected\n {4}preflight \w+ is running on the instance\n {4}hint: /m;
  beforeEach(() => void cloud.state.change(DEV, { status: 'normal', patch_available: true }));

  test('one busy and one free: the misfit stands above the question, and the free one is sent', async () => {
    cloud.state.change(PROD, { actions: ['CREATE'] });
    const both = args([PROD, DEV]);
    const ended = await type('yes\n', both, looking());
    const [above = ''] = ended.stderr.split('Type yes to send this: ');
    expect(above).toMatch(busy);
    expect(above).toMatch(/^as things are +1 would be sent, 1 would be rejected as busy, and no ledger /m);
    expect(cloud.accepted).toMatchObject([{ target: DEV }]);
  });

  test.each([
    ['busy, without a ledger', () => cloud.state.change(PROD, { actions: ['CREATE'] }), busy, 1],
    ['as asked already', () => cloud.state.change(PROD, { patch_available: false }), /already_done/, 0],
    ['gone', () => cloud.state.instances.delete(PROD), /hint: /, 1],
  ])('%s: nobody is asked, and nothing is sent', async (_, make, shown, code) => {
    make();
    const ended = await type('yes\n', args([PROD]), looking());
    expect(ended).toMatchObject({ code, stderr: expect.stringMatching(shown) });
    expect(ended.stderr).not.toContain('Type yes');
    expect(ended.stdout).toMatch(/^Nothing was sent, and nothing would be: /);
    expect(received()).not.toContain('POST geminidb');
    const dry = await type('', args([PROD], '--dry-run'), looking());
    expect(dry.code).toBe(code);
  });

  test('before its time without a ledger: nobody is asked, since nothing would keep it', async () => {
    const intent = { project_id: PROJECT, instance_ids: [PROD], not_before: 'PT1H' };
    const ended = await type('yes\n', ['patch-databases', '--json', JSON.stringify(intent)], looking());
    expect(ended).toMatchObject({ code: 3, stdout: expect.stringContaining('no ledger keeps it') });
    expect(ended.stderr).not.toContain('Type yes');
  });

  test('busy beside a ledger: it is asked, since the ledger would send it later', async () => {
    const world: CommandWorld = await startWorld({ commands: true });
    try {
      await world.reset();
      const one = { service: 'geminidb', project_id: PROJECT } as const;
      world.cloud.state.addInstance({ ...one, id: PROD, actions: ['CREATE'] });
      const ended = await world.run('invoke', args([PROD]), {}, 'yes\n');
      expect(ended.code).toBe(3);
      expect(ended.stderr).toMatch(
        /would be held, and tried again by the ledger\n[\s\S]*Type yes to send this/,
      );
    } finally {
      await world.close();
    }
  });
});

test.each([
  ['a password', () => ({ ...withPassword(cloud), HW_USER_PASSWORD: 'wrong' })],
  ['a key', () => ({ ...withKeys(cloud), HW_SECRET_KEY: 'wrong-secret-key' })],
])('%s that the cloud refuses ends it before any question: nothing could be sent', async (_, environment) => {
  const ended = await type('yes\n', args([PROD]), environment() as never);
  expect(ended.stderr.match(/^names +could not be read: .*(IAM|credentials).*$/gm)).toHaveLength(1);
  expect(ended.stderr).not.toContain('Type yes');
  expect(ended.stderr).toMatch(/^CredentialsRefused: .*\nNext step: /m);
  expect(ended.code).toBe(69);
  expect(cloud.received).toHaveLength(1);
});

test('beside a ledger, what a refused login keeps from being sent waits there, and the login is not tried again', async () => {
  const world: CommandWorld = await startWorld({ commands: true });
  try {
    await world.reset();
    const one = { service: 'geminidb', project_id: PROJECT } as const;
    world.cloud.state.addInstance({ ...one, id: PROD });
    const ended = await world.run('invoke', args([PROD]), { HW_USER_PASSWORD: 'wrong' }, 'yes\n');
    expect(ended).toMatchObject({ code: 3, stdout: expect.stringContaining('The ledger keeps it') });
    expect(ended.stderr).toMatch(/^names +could not be read: IAM answered 401/m);
    expect(world.cloud.received).toHaveLength(1);
  } finally {
    await world.close();
  }
});
