import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import { PATCH_INSTANCES, PLUGIN_INSTANCE, PROXY, PROXY_INSTANCE } from '../../stand-in/cloud/seed.ts';
import { at } from '../world/clock.ts';
import { type CommandWorld, startWorld } from '../world/world.ts';
import { command } from './command.ts';
import { inProcess } from './in-process.ts';

/** The operations, as commands list them. */
const NAMES = catalog.map(({ name }) => name).join(', ');

const PATCH = 'patch-databases';
const PROJECT = '619d3e78f61b4be68bc5aa0b59edcf7b';
const [FIRST, SECOND] = PATCH_INSTANCES;
const JOB = 'e4616470-733d-41de-a9b0-a260709293d3';
const patch = {
  request_id: 'CHG-1042',
  change_id: 'CHG-1042',
  requested_by: 'dba-team',
  project_id: PROJECT,
  instance_ids: [FIRST, SECOND],
};

let world: CommandWorld;
beforeAll(async () => {
  world = await startWorld({ commands: true });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  world.cloud.state.change(SECOND, { status: 'normal', actions: ['CREATE'] });
});
afterEach(() => void world.printed());

const status = (...args: string[]) => world.run('status', args);
/** The ids that the cloud gave the submissions it was sent. */
const idsOf = ({ stdout }: { stdout: string }) =>
  (JSON.parse(stdout) as { rows: { target: string; status: string; cloud_request_ids: string[] }[] }).rows;

describe('one request', () => {
  beforeEach(async () => {
    const ran = await world.ask(PATCH, patch);
    expect(ran.lines).toMatchObject([{ status: 'partial' }]);
    at(5);
    await world.resume(PATCH);
    await world.resume('follow-job');
  });

  test('is shown with progress, age, reasons, and when something is done next; 3 while it is at work', async () => {
    const { code, stdout } = await status('CHG-1042');
    expect(code).toBe(3);
    const lines = stdout.split('\n');
    expect(lines.slice(0, 6)).toEqual([
      'CHG-1042  patch-databases, asked for 5 min ago (queue, 000000000000, dba-team), change CHG-1042',
      `  ${FIRST}  running 33% for 5 min`,
      `    job ${JOB}, the cloud says Running`,
      '    before: influxdb 1.7 with a patch waiting',
      '    the cloud is asked again in 3 min (2024-10-30T02:07:30Z)',
      `  ${SECOND}  waiting`,
    ]);
    expect(lines.slice(6)).toEqual([
      '    CREATE is running on the instance',
      '    hint: its current work has to end first',
      expect.stringMatching(/^ {4}next try in .+ \(2024-10-30T02:\S+Z\)$/),
      '',
    ]);
  });

  test('is a change record once it has ended: versions before and after, and the cloud request ids', async () => {
    world.cloud.state.change(SECOND, { actions: [] });
    at(40);
    await world.resume(PATCH);
    await world.resume('follow-job');
    at(80);
    await world.resume('follow-job');
    const done = await status('CHG-1042');
    expect(done.code).toBe(0);
    expect(done.stdout).toContain(
      `${FIRST}  succeeded after 40 min\n    job ${JOB}, the cloud says Completed`,
    );
    expect(done.stdout).toContain(
      '    influxdb 1.7 with a patch waiting → influxdb 1.7 with no patch waiting\n',
    );

    const rows = idsOf(await status('--change', 'CHG-1042', '--output', 'json'));
    const calls = world.cloud.received.filter(
      ({ method, service }) => method === 'POST' && service !== 'iam',
    );
    expect(calls).toHaveLength(2);
    expect(rows.map(({ target, status }) => [target, status])).toEqual([
      [FIRST, 'succeeded'],
      [SECOND, 'succeeded'],
    ]);
    const ids = rows.map(({ cloud_request_ids }) => cloud_request_ids);
    expect(ids).toEqual([
      [expect.stringMatching(/^[0-9a-f]{32}$/)],
      [expect.stringMatching(/^[0-9a-f]{32}$/)],
    ]);
    expect(new Set(ids.flat()).size).toBe(2);

    const md = await status('--target', FIRST, '--output', 'md');
    expect(md.stdout.split('\n')[0]).toMatch(
      /^\| request_id \| target \| status \| before \| after \| job_id/,
    );
    expect(md.stdout).toContain(
      `| CHG-1042 | ${FIRST} | succeeded | influxdb 1.7 with a patch waiting | influxdb 1.7 with no patch waiting |`,
    );
    const csv = await status('CHG-1042', '--output', 'csv');
    const [head = '', row = ''] = csv.stdout.split('\r\n').map((line) => line.split(','));
    const cell = (name: string) => row[head.indexOf(name)];
    expect(
      ['request_id', 'requested_by', 'target', 'status', 'ended_at', 'cloud_request_ids'].map(cell),
    ).toEqual(['CHG-1042', 'dba-team', FIRST, 'succeeded', '2024-10-30T02:40:00Z', ids[0]?.[0]]);
  });

  test('of an id that two use is asked for again with operation and project', async () => {
    await world.ask('install-kernel-plugin', {
      request_id: 'CHG-1042',
      project_id: '0c8243400d37468bb4aed3cc94c2911d',
      instance_id: PLUGIN_INSTANCE,
      plugin_name: 'postgis',
      url: 'xxxx.obs.bucket1',
      sha_256: 'a'.repeat(64),
    });
    const { code, stdout, stderr } = await status('CHG-1042');
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toContain('2 requests are called CHG-1042:');
    expect(stderr).toContain(`  --operation ${PATCH} --project ${PROJECT}  asked for 2024-10-30T02:00:00Z\n`);
    const one = await status('CHG-1042', '--operation', PATCH, '--project', PROJECT);
    expect(one.stdout.split('\n').filter((line) => /^\S/.test(line))).toHaveLength(1);
  });
});

test('who holds an instance is named', async () => {
  world.cloud.state.change(SECOND, { actions: [] });
  await world.ask(PATCH, { ...patch, instance_ids: [FIRST] });
  // Only our own ledger knows of the job yet.
  process.env.PREFLIGHT = 'off';
  await world.ask(PATCH, { ...patch, request_id: 'other', instance_ids: [FIRST] });
  process.env.PREFLIGHT = 'on';
  const { stdout, code } = await status('other');
  expect(code).toBe(3);
  expect(stdout).toContain(
    `    held: patch-databases CHG-1042 is at work there: job ${JOB}\n    next try in `,
  );
});

test('what waits while sending is paused says so, and once it is not, that the pause has ended', async () => {
  world.cloud.state.change(SECOND, { actions: [] });
  await world.ask(PATCH, { ...patch, request_id: 'sent', instance_ids: [SECOND] });
  await world.run('pause', ['--operation', PATCH, '--reason', 'CHG-6']);
  await world.ask(PATCH, { ...patch, instance_ids: [FIRST] });
  const words = `${PATCH} is paused since \\S+ by \\S+@\\S+: CHG-6`;
  const end = `to end that:  npx --no-install db-upkeep resume --operation ${PATCH}`;
  const paused = await status('CHG-1042');
  expect(paused.stdout).toMatch(
    new RegExp(`\n  ${FIRST}  waiting\n    ${words}\n      ${end}\n    next try in .*\n$`),
  );
  expect((await status('sent')).stdout).not.toContain('paused');
  const { pauses } = JSON.parse((await status('CHG-1042', '--output', 'json')).stdout) as {
    pauses: object[];
  };
  expect(pauses).toMatchObject([{ operation: PATCH, reason: 'CHG-6' }]);
  await world.run('resume', ['--yes', '--operation', PATCH]);
  expect((await status('CHG-1042')).stdout).toMatch(
    new RegExp(`\n    ${words}; that pause has ended\n    next try`),
  );
});

test('another intent under the same id is shown as refused, not as the success of the first', async () => {
  await world.ask(PATCH, { ...patch, instance_ids: [FIRST] });
  const other = { ...patch, instance_ids: [SECOND] };
  for (let delivery = 0; delivery < 2; delivery++) await world.ask(PATCH, other);
  const { stdout, code } = await status('CHG-1042');
  expect(code).toBe(1);
  const refused =
    /another intent under this id {2}refused\n {4}asked for 2024-10-30T02:\S+ by queue, \S+; it differs in instance_ids; nothing of it was sent\n {4}hint: send it under an id of its own\n/g;
  expect(stdout.match(refused)).toHaveLength(1);
  expect((await world.run('explain', ['CHG-1042'])).stdout).toContain(
    'refused: another intent under this id\n',
  );
});

test('an intent of several calls is shown with its parts', async () => {
  const ids = Array.from({ length: 11 }, (_, n) => 'in13'.padStart(36, `${n + 10}ab`));
  for (const id of ids) world.cloud.state.addInstance({ id, service: 'geminidb', project_id: PROJECT });
  await world.ask(PATCH, { ...patch, instance_ids: ids });
  const onQueue = await status('CHG-1042', '--output', 'json');
  expect([onQueue.code, idsOf(onQueue).map(({ status }) => status)]).toEqual([3, ids.map(() => 'sent_on')]);
  await world.service.deliver(PATCH);
  const { stdout, code } = await status('CHG-1042');
  expect(code).toBe(3);
  expect(stdout.match(/^CHG-1042\S*/gm)).toEqual([
    expect.stringMatching(/^CHG-1042\/[0-9a-f]{12}$/),
    expect.stringMatching(/^CHG-1042\/[0-9a-f]{12}$/),
  ]);
  expect(stdout).toMatch(/^11 targets: 11 running\n/);
  // Each stands there once: what was sent on is told by its part.
  for (const id of ids) expect(stdout.split(id)).toHaveLength(2);
  expect(stdout.match(/ {2}running for/g)).toHaveLength(11);
});

describe('what was asked for', () => {
  const fails = '00000000000000000000000000000bad'.concat('in13');
  beforeEach(async () => {
    world.cloud.state.addInstance({ id: fails, service: 'geminidb', project_id: PROJECT, status: 'frozen' });
    await world.ask(PATCH, { ...patch, request_id: 'bad', change_id: 'CHG-9', instance_ids: [fails, FIRST] });
    at(60);
    await world.ask(PATCH, {
      ...patch,
      request_id: 'good',
      instance_ids: ['3d1e04f49efa473a8c7eaf07ed7ff871in13'],
    });
  });
  const asked = async (...args: string[]) => (await status(...args)).stdout.match(/^\S+(?= {2}\w)/gm) ?? [];

  test('--failed shows only what went wrong, the worst target first', async () => {
    expect(await asked('--failed')).toContain('bad');
    expect(await asked('--failed')).not.toContain(PATCH);
    const { stdout, code } = await status('--failed');
    expect(code).toBe(0);
    expect(stdout.indexOf(fails)).toBeLessThan(stdout.indexOf(FIRST));
    expect(await asked('--failed', '--since', 'PT30M')).not.toContain('bad');
    expect(await asked('--change', 'CHG-9', '--failed')).toEqual(['bad']);
  });

  test('--since shows only what was asked for since, by a time or a span', async () => {
    expect(await asked('--since', 'PT30M')).toEqual(['good']);
    expect(await asked('--since', '2024-10-30T02:30:00Z')).toEqual(['good']);
    expect(await asked('--since', 'PT2H')).toEqual(['good', 'bad']);
    expect(await asked('--since', 'PT2H', '--last', '1')).toEqual(['good']);
  });
});

test('a change record has one row a target: that of its latest request', async () => {
  await world.ask(PATCH, { ...patch, request_id: 'first' });
  at(1);
  await world.ask(PATCH, { ...patch, request_id: 'again', instance_ids: [SECOND] });
  const { stdout } = await status('--change', 'CHG-1042', '--output', 'csv');
  const rows = stdout.trim().split('\n').slice(1);
  expect(rows.map((row) => [row.split(',')[0], [FIRST, SECOND].find((id) => row.includes(id))])).toEqual([
    ['again', SECOND],
    ['first', FIRST],
  ]);
});

test('--target takes a proxy, or the instance it belongs to', async () => {
  const [instance_id, proxy_id] = [PROXY_INSTANCE, PROXY];
  await world.ask('upgrade-proxy-version', {
    request_id: 'proxy-1',
    project_id: '054e292c9880d4992f02c0196d3ea468',
    instance_id,
    proxy_id,
    source_version: '2.23.12.000',
    target_version: '2.24.03.000',
  });
  for (const id of [instance_id, proxy_id]) {
    expect((await status('--target', id)).stdout).toContain(`proxy-1  upgrade-proxy-version`);
  }
});

test('--last lists the latest, whatever they came to, and nothing but requests', async () => {
  for (const n of [1, 2, 3]) {
    at(n);
    await world.ask(PATCH, {
      request_id: `r-${n}`,
      project_id: PROJECT,
      instance_ids: [n === 2 ? SECOND : FIRST],
    });
  }
  const { code, stdout } = await status('--last', '2');
  expect(code).toBe(0);
  expect(stdout.match(/^\S+/gm)).toEqual(['r-3', 'r-2']);
  const all = await status('--last', '20');
  expect(all.stdout.match(/^\S+/gm)).toEqual(['r-3', 'r-2', 'r-1']);
});

test('of several that are equally near every one is named, and none where that are more than three', async () => {
  const near = async (n: number) => {
    await world.ask(PATCH, { ...patch, request_id: `CHG-${n}` });
    return (await world.run('status', ['CHG-0'])).stderr;
  };
  await near(1);
  expect(await near(2)).toMatch(/\nIs CHG-(1 or CHG-2|2 or CHG-1) meant\?\n$/);
  await near(3);
  expect(await near(4)).not.toContain('meant?');
});

test('a request id that is nearly one of the ledger is named', async () => {
  await world.ask(PATCH, { ...patch, request_id: 'by-queue' });
  for (const name of ['status', 'explain', 'cancel']) {
    expect(await world.run(name, ['by-que'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/\nIs by-queue meant\?\n$/),
    });
  }
  expect((await status('another')).stderr).not.toContain('meant?');
});

test('what is not there is said', async () => {
  const one = await status('no-such');
  expect(one).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('may still be on its queue'),
  });
  for (const args of [
    ['--target', FIRST],
    ['--change', 'no-such'],
  ]) {
    expect(await status(...args)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The ledger knows nothing of this.\n',
    });
  }
});

test('69: without a ledger, and when it does not answer', async () => {
  const none = await world.run('status', ['a'], { LEDGER_TABLE: '' });
  expect(none).toEqual({
    code: 69,
    stdout: '',
    stderr:
      'Misconfigured: status needs LEDGER_TABLE, as in\n  export LEDGER_TABLE=db-upkeep-prod-ledger\nor --stage <stage>, which has them where it is deployed\n',
  });
  const down = await world.run('status', ['a'], { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' });
  expect(down).toMatchObject({ code: 69, stdout: '', stderr: expect.stringContaining('did not answer') });
});

test.each([
  ['nothing', [], /expected one of <request_id>, --target <id> and --change <change_id>, or --last/],
  ['two things', ['a', '--change', 'b'], /expected one of/],
  ['a time that is none', ['--since', 'yesterday'], /--since: expected a time that is past/],
  ['a time to come', ['--since', '2999-01-01T00:00:00Z'], /--since: expected a time that is past/],
  ['two words', ['a', 'b'], /expected <request_id> and no other word, got "b"/],
  ['an empty id', ['--target', ''], /--target: expected a value/],
  ['no number', ['--last', 'few'], /--last: expected a number from 1 to 700, got "few"/],
  ['too many', ['--last', '1001'], /from 1 to 700/],
  ['another output', ['a', '--output', 'xml'], /--output: expected one of text, md, csv, json, got "xml"/],
  [
    'the old name of an option, with the line to paste',
    ['CHG 7', '--format=md', '--operation', 'patch-databases'],
    /^--format is called --output here. Type\n {2}npx --no-install db-upkeep status 'CHG 7' --output=md --operation patch-databases\n/,
  ],
  ['an unknown operation', ['a', '--operation', 'patch-all'], /unknown operation "patch-all"/],
  [
    'a mistyped operation',
    ['a', '--operation', 'patch-database'],
    new RegExp(`"patch-database": is patch-databases meant\\? Known: ${NAMES}`),
  ],
  ['no project id', ['a', '--project', 'mine'], /32 letters and digits, got "mine"/],
  [
    'a name',
    ['--target', 'orders-db'],
    /--target: expected the id of .*"orders-db"\n(?:.*\n)*.*name, its id stands beside it in\n {2}npx .* pending\n/,
  ],
])('64: %s', async (_, args, said) => {
  const ended = await inProcess(['status', ...args]);
  expect(ended).toMatchObject({ code: 64, stdout: '', stderr: expect.stringMatching(said) });
});

test.each(['status', 'explain', 'cancel', 'pending'])('%s --help needs no environment', async (name) => {
  const ended = await command(name, ['--help'], {});
  expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining(` ${name} `), stderr: '' });
  expect(ended.stdout).toContain('Exit codes:');
});
