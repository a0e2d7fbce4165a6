import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import { at } from '../world/clock.ts';
import { type CommandWorld, startWorld } from '../world/world.ts';
import {
  BARE,
  INSTANCE,
  NODE,
  PATCHED,
  PROJECT,
  PROXY,
  place,
  seedPending,
  WAITING,
} from './pending-project.ts';

let world: CommandWorld;
beforeAll(async () => {
  world = await startWorld({ commands: true });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  seedPending(world.cloud);
});
afterEach(() => {
  world.printed();
  // It only reads.
  expect(world.cloud.received.filter(({ method, service }) => method !== 'GET' && service !== 'iam')).toEqual(
    [],
  );
});

type Line = Record<string, unknown> & { target: string; intent?: Record<string, unknown> };
const run = (...args: string[]) => world.run('pending', ['--project', PROJECT, ...args]);
const lines = async (...args: string[]) => {
  const ended = await run('--output', 'json', ...args);
  const all = ended.stdout.split('\n').flatMap((line) => (line ? [JSON.parse(line) as Line] : []));
  return { ...ended, all, of: (target: string) => all.find((line) => line.target === target) };
};

test('every instance of the three services, with what is available and the intent for it', async () => {
  const { code, all, of, stderr } = await lines();
  expect([code, stderr]).toEqual([1, '']);
  expect(all.map(({ target }) => target)).toEqual([PATCHED, WAITING, NODE, PROXY, BARE]);
  expect(of(PATCHED)).toEqual({
    ...place,
    service: 'geminidb',
    operation: 'patch-databases',
    target: PATCHED,
    name: 'geminidb-aaaaaaaa',
    status: 'normal',
    engine: 'influxdb',
    window: '02:00-06:00',
    current: '1.7',
    patch: false,
    unread: [],
  });
  expect(of(WAITING)).toMatchObject({ engine: 'cassandra', current: '3.11.3', patch: true });
  expect(of(NODE)).toMatchObject({
    engine: 'GaussDB',
    current: '3.208.0 3.208.0.5',
    available: '3.208.0.9,3.208.0.10',
    backup_sensitive: ['3.208.0.9'],
    window: '18:00-22:00',
    intent: {
      ...place,
      instance_ids: [NODE],
      start_time: '2024-10-30T18:00:00Z',
      target_version: '3.208.0.9,3.208.0.10',
    },
  });
  expect(of(PROXY)).toMatchObject({
    engine: `proxy of ${INSTANCE}`,
    status: 'ACTIVE',
    current: '2.23.12.000',
    available: '2.24.03.000',
    patch: true,
    window: '18:00-22:00',
    intent: {
      ...place,
      instance_id: INSTANCE,
      proxy_id: PROXY,
      source_version: '2.23.12.000',
      target_version: '2.24.03.000',
      not_before: '2024-10-30T18:00:00Z',
      not_after: '2024-10-30T22:00:00Z',
    },
  });
  expect(of(BARE)).toMatchObject({ engine: 'gaussdb-mysql', current: '2.0.57.240900', unread: [] });
  expect(of(BARE)).not.toHaveProperty('intent');
});

test('an instance that the call does not patch stands there without an intent', async () => {
  world.cloud.state.change(PATCHED, { patch_available: true, engine: 'mongodb' });
  const { of } = await lines();
  expect(of(PATCHED)).toMatchObject({ engine: 'mongodb', patch: true, available: 'latest patch' });
  expect(of(PATCHED)).not.toHaveProperty('intent');
  expect(of(WAITING)).toHaveProperty('intent');
});

test('a status that nobody documents: what would restart the instance is not proposed, and why', async () => {
  world.cloud.state.change(WAITING, { status: 'rebalancing' });
  world.cloud.state.change(NODE, { status: 'REBALANCING' });
  const { of } = await lines();
  expect(of(WAITING)).toMatchObject({
    patch: true,
    misfit: { reason: 'the instance is rebalancing, which is not a documented word', retry: true },
  });
  expect(of(WAITING)).not.toHaveProperty('intent');
  expect(of(WAITING)).not.toHaveProperty('doubt');
  expect(of(NODE)).toMatchObject({
    intent: { instance_ids: [NODE] },
    unread: ['status (REBALANCING is not a documented word)'],
  });
});

test('the intents are valid as they stand, and stay in the window', async () => {
  // 02:00 lies in 22:00-02:30 of WAITING, so that one may start at once.
  const { all } = await lines();
  for (const { operation, intent } of all) {
    if (!intent) continue;
    const { region: _, project_id: __, not_before: ___, not_after: ____, ...fields } = intent;
    const parsed = catalog.find(({ name }) => name === operation)?.request.safeParse(fields);
    expect([operation, parsed?.success]).toEqual([operation, true]);
  }
  const of = (line: Line[]) => line.find(({ target }) => target === WAITING)?.intent;
  expect(of(all)).toEqual({ ...place, instance_ids: [WAITING], not_after: '2024-10-30T02:30:00Z' });
  at(31);
  expect(of((await lines('--operation', 'patch-databases')).all)).toEqual({
    ...place,
    instance_ids: [WAITING],
    not_before: '2024-10-30T22:00:00Z',
    not_after: '2024-10-31T02:30:00Z',
  });
});

test('is a table for a person, with the commands to paste below it', async () => {
  const { code, stdout } = await run();
  expect(code).toBe(1);
  const rows = stdout.split('\n');
  expect(rows.slice(0, 3).map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['service', 'target', 'name'],
    ['engine', 'status', 'current'],
    ['available', 'patch', 'backup-sensitive', 'window (UTC)'],
  ]);
  expect(rows.filter((line) => line.length > 80 && !line.startsWith('npx '))).toEqual([]);
  const shown = (service: string, target: string) =>
    new RegExp(`^${service} +${target} .*\n.*\n.*`, 'm').exec(stdout)?.[0].split('\n');
  expect(shown('GeminiDB', WAITING)).toEqual([
    expect.any(String),
    expect.stringMatching(/^ {2}cassandra +normal +3.11.3$/),
    expect.stringMatching(/^ {2}latest patch +yes +- +\S+$/),
  ]);
  expect(shown('GaussDB', NODE)?.[2]).toMatch(/^ {2}3.208.0.9,3.208.0.10 +yes +3.208.0.9 +18:00-22:00$/);
  expect(shown('TaurusDB', PROXY)?.[1]).toMatch(/ 2.23.12.000$/);
  expect(shown('TaurusDB', PROXY)?.[2]).toMatch(/^ {2}2.24.03.000 +yes/);
  const commands = rows.filter((row) => row.startsWith('npx --no-install db-upkeep invoke '));
  expect(commands).toHaveLength(3);
  expect(commands[0]).toBe(
    `npx --no-install db-upkeep invoke patch-databases --json '${JSON.stringify({ ...place, instance_ids: [WAITING], not_after: '2024-10-30T02:30:00Z' })}'`,
  );
});

test('names of wide characters keep the columns, and one that turns the writing round is told', async () => {
  world.cloud.state.change(WAITING, { name: '生产库-订单' });
  world.cloud.state.change(PATCHED, { name: '\u202egnp.exe' });
  const { stdout } = await run('--operation', 'patch-databases');
  expect(stdout).toMatch(new RegExp(`${PATCHED}  \\\\u202egnp\\.exe  influxdb `));
  expect(stdout).toMatch(new RegExp(`${WAITING}  生产库-订单    cassandra `));
  expect(stdout).not.toContain('\u202e');
});

test('is a record to file, as a spreadsheet or a document: a line a target, with its intent or why there is none', async () => {
  world.cloud.state.change(WAITING, { status: 'abnormal' });
  const csv = await run('--output', 'csv');
  const [head = '', ...rows] = csv.stdout.split('\r\n').filter(Boolean);
  expect([csv.code, head, rows.length]).toEqual([
    1,
    'service,target,name,engine,status,current,available,patch,backup-sensitive,window (UTC),region,project,operation,intent,not proposed because',
    5,
  ]);
  expect(rows[1]).toMatch(new RegExp(`^GeminiDB,${WAITING},.*,patch-databases,,the instance is abnormal; `));
  expect(rows[2]).toContain(`,schedule-hotfix-upgrade,"{""region"":""ap-southeast-1"",`);
  const md = await run('--output', 'md');
  expect(md.stdout.split('\n')[0]).toBe(`| ${head.replaceAll(',', ' | ')} |`);
  expect(md.stdout.split('\n')).toHaveLength(8);
});

test('a service that cannot be read is said, and never shown as empty', async () => {
  const body = { error_code: 'APIGW.0302', error_msg: 'not authorised' };
  world.cloud.faults.decide = ({ call }) =>
    call === 'listDatabaseInstances' ? { kind: 'refuse', status: 403, body } : undefined;
  const { code, all, stderr } = await lines();
  expect(code).toBe(2);
  expect(stderr).toContain('GaussDB: /v3.3/');
  expect(stderr).toContain('answered HTTP 403 APIGW.0302 not authorised\n');
  expect(stderr).toContain('GaussDB could not be read: what it holds is not known\n');
  expect(all.filter(({ service }) => service === 'gaussdb')).toEqual([
    {
      ...place,
      service: 'gaussdb',
      operation: 'schedule-hotfix-upgrade',
      unread: ['instances'],
      why: [expect.stringContaining('APIGW.0302')],
    },
  ]);
  expect(all.map(({ service }) => service)).toEqual([
    'geminidb',
    'geminidb',
    'gaussdb',
    'taurusdb',
    'taurusdb',
  ]);
});

test('what is read before the cloud throttles the list is shown, and that the rest is not known', async () => {
  for (let n = 0; n < 150; n += 1) {
    const id = `${String(n).padStart(32, 'f')}in13`;
    world.cloud.state.addInstance({ id, service: 'geminidb', project_id: PROJECT, patch_available: false });
  }
  const all = (await lines('--operation', 'patch-databases')).all.length;
  let pages = 0;
  world.cloud.faults.decide = ({ service, call }) =>
    service === 'geminidb' && call === 'listInstances' && ++pages > 1 ? { kind: 'throttle' } : undefined;
  const { code, all: some, stderr } = await lines('--operation', 'patch-databases');
  expect([code, all, some.length]).toEqual([2, 152, 100 + 1]);
  expect(some.at(-1)).toMatchObject({ service: 'geminidb', unread: ['instances'] });
  expect(stderr).toContain('APIGW.0308');
  expect(stderr).toContain('GeminiDB was read in part: what else it holds is not known\n');
});

test('what is missing of an instance is not read, not nothing', async () => {
  const { state } = world.cloud;
  state.change(WAITING, { missing: ['patch_available'] });
  state.change(NODE, { missing: ['hotfix_upgrade_candidate_versions'] });
  state.change(PROXY, { missing: ['current_version'] });
  state.change(BARE, { missing: ['maintenance_window'] });
  const { of } = await lines();
  expect(of(WAITING)).toMatchObject({ unread: ['patch_available'] });
  expect(of(NODE)).toMatchObject({ unread: ['offered hot patches'] });
  expect(of(PROXY)).toMatchObject({ unread: ['proxy version'] });
  expect(of(BARE)).toMatchObject({ unread: ['maintenance_window'] });
  for (const target of [WAITING, NODE, PROXY]) {
    expect(of(target)).not.toHaveProperty('intent');
    expect(of(target)).not.toHaveProperty('patch');
  }
  const { stdout } = await run('--operation', 'schedule-hotfix-upgrade');
  expect(stdout).toMatch(/3.208.0 3.208.0.5 +not read +not read +3.208.0.9 +18:00-22:00\n$/);
});

describe('what is not at rest is not proposed', () => {
  test.each([
    [
      WAITING,
      { status: 'abnormal' },
      WAITING,
      'the instance is abnormal',
      /; the instance .* is abnormal: mend/,
    ],
    [
      WAITING,
      { actions: ['BACKUP'] },
      WAITING,
      'BACKUP is running on the instance',
      /; look again when that/,
    ],
    [NODE, { status: 'FROZEN' }, NODE, 'the instance is FROZEN', /; the instance is frozen: settle the bill/],
    [
      INSTANCE,
      { status: 'REBOOTING' },
      PROXY,
      'the instance is REBOOTING',
      /; look again when that has ended/,
    ],
    [PROXY, { status: 'ABNORMAL' }, PROXY, 'the proxy is ABNORMAL', /; mend the proxy in the console first/],
    [PROXY, { can_upgrade: false }, PROXY, 'the cloud says that this proxy cannot be upgraded', /; see the/],
  ])('%s with %j', async (id, change, target, reason, advice) => {
    world.cloud.state.change(id, change);
    const { code, stdout } = await run();
    expect(code).toBe(1);
    const [proposed = '', why = ''] = stdout.split('\nNot proposed:\n');
    expect(proposed.match(/^npx --no-install db-upkeep invoke/gm)).toHaveLength(2);
    expect(why).toMatch(new RegExp(`^  ${target} \\(\\S+\\)  ${reason}${advice.source}.*\n$`));
  });

  test('a state that nobody knows is proposed and said', async () => {
    world.cloud.state.change(NODE, { status: 'PONDERING' });
    world.cloud.state.change(WAITING, { status: 'abnormal' });
    const { of } = await lines();
    expect(of(WAITING)).toMatchObject({ misfit: { reason: 'the instance is abnormal' } });
    expect(of(WAITING)).not.toHaveProperty('intent');
    const unread = 'status (PONDERING is not a documented word)';
    expect(of(NODE)).toMatchObject({ unread: [unread], intent: { instance_ids: [NODE] } });
    expect((await run()).stdout).toContain(
      `\nProposed although this could not be read:\n  ${NODE} (gaussdb-cccccccc)  ${unread}\n`,
    );
  });
});

describe('what the ledger knows of', () => {
  const PATCH = 'patch-databases';
  const patch = { request_id: 'CHG-9', project_id: PROJECT, instance_ids: [WAITING] };
  const ask = async (operation: string, intent: object) => {
    await world.ask(operation, intent);
    world.cloud.received.length = 0;
  };

  test('and waits, is scheduled or is at work is shown with its request, and not proposed again', async () => {
    await ask(PATCH, {
      ...patch,
      instance_ids: [WAITING.toUpperCase().replace('IN', 'in')],
      not_before: 'PT1H',
    });
    const { intent: hotfix } = (await lines()).of(NODE) ?? {};
    await ask('schedule-hotfix-upgrade', { ...hotfix, request_id: 'CHG-10' });
    const { intent: upgrade } = (await lines()).of(PROXY) ?? {};
    await ask('upgrade-proxy-version', { ...upgrade, not_before: 'PT0S', request_id: 'CHG-11' });
    const { all, of, stderr } = await lines();
    expect(stderr).toBe('');
    expect(all.filter(({ intent, misfit }) => intent || misfit)).toEqual([]);
    expect(of(WAITING)).toMatchObject({
      patch: true,
      asked: [{ request_id: 'CHG-9', status: 'waiting', next_at: '2024-10-30T03:00:00Z' }],
    });
    const job_id = expect.any(String);
    expect(of(NODE)).toMatchObject({
      asked: [{ request_id: 'CHG-10', status: 'scheduled', job_id, starts_at: '2024-10-30T18:00:00Z' }],
    });
    expect(of(PROXY)).toMatchObject({ asked: [{ request_id: 'CHG-11', status: 'running', job_id }] });
    const { stdout } = await run();
    expect(stdout).not.toContain('npx --no-install db-upkeep invoke');
    expect(stdout).toContain(
      `\nNot proposed:\n  ${WAITING} (geminidb-bbbbbbbb)  asked for by CHG-9: waiting, next try in 60 min (2024-10-30T03:00:00Z)\n` +
        `    npx --no-install db-upkeep explain 'CHG-9' --operation ${PATCH} --project ${PROJECT}\n`,
    );
  });

  test('and is unknown is not proposed, until a later request has shown what became of it', async () => {
    world.cloud.faults.add({ call: 'batchUpgradeDatabaseVersion', fault: { kind: 'cut-before' } });
    await ask(PATCH, patch);
    const asked = async () => (await lines()).of(WAITING)?.asked;
    const unknown = { request_id: 'CHG-9', status: 'unknown' };
    expect(await asked()).toMatchObject([unknown]);
    world.cloud.faults.decide = ({ service }) =>
      service === 'geminidb' ? { kind: 'refuse', status: 503, body: {} } : undefined;
    at(200);
    await world.resume(PATCH);
    world.cloud.faults.decide = () => undefined;
    expect((await world.run('explain', ['CHG-9'])).stdout).toContain('Look in the console');
    expect(await asked()).toMatchObject([unknown]);
    await ask(PATCH, { ...patch, request_id: 'CHG-10', not_before: 'PT1H' });
    expect(await asked()).toMatchObject([{ request_id: 'CHG-10', status: 'waiting' }, unknown]);
    await world.run('cancel', ['CHG-10', '--yes']);
    expect(await asked()).toMatchObject([unknown]);
    await ask(PATCH, { ...patch, request_id: 'CHG-11' });
    at(230);
    await world.resume('follow-job');
    expect(await asked()).toBeUndefined();
  });

  test('is told with a pause, which would hold what is proposed', async () => {
    await world.run('pause', ['--reason', 'CHG-6']);
    expect((await lines()).stderr).toMatch(
      /^everything is paused since .*: CHG-6\n {2}to end that: {2}npx --no-install db-upkeep resume\n$/,
    );
  });

  test('as sent on to a part that is still on the queue is not proposed', async () => {
    await ask(PATCH, { ...patch, instance_ids: [WAITING, PATCHED] });
    expect((await lines()).of(WAITING)?.asked).toMatchObject([{ request_id: 'CHG-9', status: 'sent_on' }]);
    world.cloud.state.change(WAITING, { actions: ['BACKUP'] });
    await world.service.deliver(PATCH);
    world.cloud.received.length = 0;
    expect((await lines()).of(WAITING)?.asked).toMatchObject([
      { request_id: expect.stringMatching(/^CHG-9\/./), status: 'waiting' },
    ]);
  });

  test('without LEDGER_TABLE is proposed, and it is said that nobody looked there', async () => {
    await ask(PATCH, { ...patch, not_before: 'PT1H' });
    const { stdout, stderr } = await world.run('pending', ['--project', PROJECT, '--output', 'json'], {
      LEDGER_TABLE: undefined,
    });
    expect(stderr).toMatch(/^The ledger was not looked at, since LEDGER_TABLE is not set: /);
    const text = await world.run('pending', ['--project', PROJECT], { LEDGER_TABLE: undefined });
    expect(text.stdout).not.toContain('could not be read');
    const found = stdout.split('\n').find((line) => line.includes(WAITING)) ?? '';
    expect(JSON.parse(found)).toMatchObject({ unread: ['ledger'], intent: { instance_ids: [WAITING] } });
  });
});

test('64 and 69: usage, place and credentials', async () => {
  expect((await run('now')).code).toBe(64);
  expect((await run('--output', 'xml')).code).toBe(64);
  const nowhere = await world.run('pending', []);
  expect(nowhere).toMatchObject({
    code: 69,
    stderr: expect.stringContaining('pending needs HW_PROJECT_ID, as in\n'),
  });
  const wrong = await world.run('pending', ['--project', PROJECT], { HW_USER_PASSWORD: 'wrong-password' });
  expect(wrong).toMatchObject({
    code: 69,
    stdout: '',
    stderr: expect.stringMatching(/\nNext step: check account, user and password, or the key pair/),
  });
  const iam = JSON.stringify({ ...world.cloud.endpoints, iam: 'http://127.0.0.1:1' });
  const alone = { HW_ENDPOINTS: iam, LEDGER_TABLE: undefined };
  expect(await world.run('pending', ['--project', PROJECT], alone)).toMatchObject({
    code: 69,
    stderr: expect.stringMatching(
      /\nNext step: check HW_REGION_NAME, HW_CLOUD and HW_ENDPOINTS, and the network\n$/,
    ),
  });
  world.cloud.received.length = 0;
  const region = await run('--region', 'nowhere-1');
  expect(region).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('no host of gaussdb is known in nowhere-1'),
  });
  const plugin = await run('--operation', 'install-kernel-plugin');
  expect(plugin).toMatchObject({ code: 64, stderr: expect.stringContaining('nothing in the cloud lists') });
});

test('a project without any instance is told as such: it may be the wrong one', async () => {
  for (const id of [PATCHED, WAITING, NODE, INSTANCE, BARE]) world.cloud.state.instances.delete(id);
  const { code, stdout, stderr } = await run();
  expect([code, stdout]).toEqual([0, '']);
  expect(stderr).toBe(
    `GeminiDB, GaussDB, TaurusDB: no instance is listed in project ${PROJECT}, region ap-southeast-1: check --project and --region\n`,
  );
});

test('a service without any instance is told beside those that have some', async () => {
  world.cloud.state.instances.delete(NODE);
  const { stderr } = await run();
  expect(stderr).toBe(`GaussDB: no instance is listed in project ${PROJECT}, region ap-southeast-1\n`);
});

test('a proxy at the latest version has nothing available', async () => {
  world.cloud.state.change(PROXY, { version: '2.24.03.000', can_upgrade: undefined });
  const { of } = await lines('--operation', 'upgrade-proxy-version');
  expect(of(PROXY)).toMatchObject({ current: '2.24.03.000', patch: false, unread: [] });
  expect(of(PROXY)).not.toHaveProperty('available');
  expect(of(PROXY)).not.toHaveProperty('intent');
});

test('a host that does not know the newer lists is asked by the older ones, and shows the same', async () => {
  const { all: newer } = await lines('--operation', 'schedule-hotfix-upgrade');
  const { cloud } = world;
  const versions = () =>
    cloud.received.filter(({ service }) => service === 'gaussdb').map(({ path }) => path.split('/')[1]);
  expect(versions()).toEqual(['v3.3', 'v3.1']);
  cloud.received.length = 0;
  cloud.state.unpublished = [
    'gaussdb GET /v3.3/{project_id}/instances',
    'gaussdb GET /v3.1/{project_id}/instances/{instance_id}/db-upgrade/candidate-versions',
  ];
  expect((await lines('--operation', 'schedule-hotfix-upgrade')).all).toEqual(newer);
  expect(versions()).toEqual(['v3.3', 'v3', 'v3.1', 'v3']);
});
