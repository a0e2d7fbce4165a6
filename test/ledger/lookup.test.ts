import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { lookup as pluginLookup } from '../../functions/install-kernel-plugin/lookup.ts';
import { lookup as patchLookup } from '../../functions/patch-databases/lookup.ts';
import { lookup as hotfixLookup } from '../../functions/schedule-hotfix-upgrade/lookup.ts';
import { lookup as proxyLookup } from '../../functions/upgrade-proxy-version/lookup.ts';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { openLedger } from '../../shared/ledger/store.ts';
import type { Answers, Finding } from '../../shared/terms/lookup.ts';
import type { Fault } from '../../stand-in/cloud/faults.ts';
import { type Case, hotfix, patch, plugin, proxy, singles } from '../faults/cases.ts';
import { at, MINUTE, START, startWorld, type World } from './world.ts';

const window = { from: START - 5 * MINUTE, to: START + 16 * MINUTE };
const NEAR = '2024-10-30T02:00:03+0000';
const LATE = '2024-10-30T03:00:03+0000';
const EARLY = '2024-10-30T01:00:03+0000';
const none: ReadonlySet<string> = new Set();

/** What a judge says in short: `found <job>`, `absent` or `unclear`. */
const word = (finding: Finding) =>
  'found' in finding ? `found ${finding.found}` : 'absent' in finding ? 'absent' : 'unclear';

type Row = [situation: string, answers: Answers, says: string, taken?: ReadonlySet<string>];

// The shape of `GET /v3/{project_id}/instances/schedule-tasks` (contract §3).
describe('what the schedule-tasks say of a hotfix', () => {
  const [target = '', other = ''] = hotfix.targets;
  const request = {
    instance_ids: [target],
    start_time: '2024-10-30T04:00:00+0000',
    upgrade_type: 'hotfix' as const,
    upgrade_action: 'upgradeAutoCommit' as const,
    target_version: '3.208.0.6,3.208.0.7',
  };
  const task = (more: object = {}) => ({
    task_id: 'task-1',
    task_name: '升级实例热补丁',
    status: 'Pending',
    create_time: NEAR,
    start_time: '2024-10-30T04:00:00+0000',
    instance_id: target,
    instance_name: 'gauss',
    task_content: { target_version: '3.208.0.6,3.208.0.7' },
    ...more,
  });
  test.each<Row>([
    ['one task matches', { tasks: [task()] }, 'found task-1'],
    [
      'its start is given in another offset',
      { tasks: [task({ start_time: '2024-10-30T12:00:00+0800' })] },
      'found task-1',
    ],
    [
      'its start is given in epoch milliseconds',
      { tasks: [task({ start_time: '1730260800000' })] },
      'found task-1',
    ],
    ['its content is a text', { tasks: [task({ task_content: '3.208.0.6, 3.208.0.7' })] }, 'found task-1'],
    [
      'its versions stand elsewhere',
      { tasks: [task({ task_content: undefined, target_config: '3.208.0.7,3.208.0.6' })] },
      'found task-1',
    ],
    [
      'its versions stand in both places',
      { tasks: [task({ target_config: '3.208.0.6,3.208.0.7' })] },
      'found task-1',
    ],
    [
      'it shows more versions than ours',
      {
        tasks: [task({ task_content: { source_version: '8.102.0', target_version: '3.208.0.6,3.208.0.7' } })],
      },
      'unclear',
    ],
    [
      'its instance is spelled in the other letter case',
      { tasks: [task({ instance_id: target.toUpperCase() })] },
      'found task-1',
    ],
    ['its creation cannot be read', { tasks: [task({ create_time: '' })] }, 'found task-1'],
    ['the same task is listed twice', { tasks: [task(), task({ status: 'Running' })] }, 'found task-1'],
    [
      'another id is there for another instance',
      { tasks: [task(), task({ task_id: 'x', instance_id: other })] },
      'found task-1',
    ],
    ['two tasks match', { tasks: [task(), task({ task_id: 'task-2' })] }, 'unclear'],
    [
      'two match and one is another’s',
      { tasks: [task(), task({ task_id: 'task-2' })] },
      'found task-2',
      new Set(['task-1']),
    ],
    ['there is none', { tasks: [] }, 'absent'],
    ['the only one is another’s', { tasks: [task()] }, 'absent', new Set(['task-1'])],
    ['the only one is of another instance', { tasks: [task({ instance_id: other })] }, 'absent'],
    // Nor is it documented how the cloud shows a start: it might round one.
    ['the only one starts at another time', { tasks: [task({ start_time: LATE })] }, 'unclear'],
    [
      'the only one that starts at another time is another’s',
      { tasks: [task({ start_time: LATE })] },
      'absent',
      new Set(['task-1']),
    ],
    // What else a task's content shows is documented nowhere: other versions there prove nothing (contract §3).
    [
      'the only one shows other versions',
      { tasks: [task({ task_content: { target_version: '3.208.0.6' } })] },
      'unclear',
    ],
    [
      'the only one shows the version before, too',
      {
        tasks: [task({ task_content: { source_version: '3.208.0', target_version: '3.208.0.6,3.208.0.7' } })],
      },
      'unclear',
    ],
    [
      'the only one shows the last version alone',
      { tasks: [task({ task_content: '3.208.0.7' })] },
      'unclear',
    ],
    [
      'the only one that shows other versions is another’s',
      { tasks: [task({ task_content: '3.208.0.9' })] },
      'absent',
      new Set(['task-1']),
    ],
    [
      'the only one that hides its versions is another’s',
      { tasks: [task({ task_content: {} })] },
      'absent',
      new Set(['task-1']),
    ],
    [
      'its versions stand with the prefix of v3.1',
      { tasks: [task({ task_content: 'V2.0-3.208.0.6,V2.0-3.208.0.7' })] },
      'found task-1',
    ],
    ['the only one is older', { tasks: [task({ create_time: EARLY })] }, 'absent'],
    ['the only one is newer', { tasks: [task({ create_time: LATE })] }, 'absent'],
    ['one hides its versions', { tasks: [task({ task_content: {} })] }, 'unclear'],
    ['one hides its start', { tasks: [task({ start_time: 'soon' })] }, 'unclear'],
    ['the one that matches has no id', { tasks: [task({ task_id: null })] }, 'unclear'],
    ['the list is incomplete', { tasks: undefined }, 'unclear'],
    ['the list is of another shape', { tasks: [{ id: 'task-1' }] }, 'unclear'],
  ])('%s', (_, answers, says, taken = none) => {
    expect(word(hotfixLookup.judge(answers, { request, target, window, taken }))).toBe(says);
  });

  // The OpenAPI text's own example of a target version has two parts (contract §3).
  test.each([
    ['8.103', 'found task-1'],
    ['8.104', 'unclear'],
    ['', 'unclear'],
  ])('of 8.103 when the one task shows %j', (task_content, says) => {
    const about = { request: { ...request, target_version: '8.103' }, target, window, taken: none };
    expect(word(hotfixLookup.judge({ tasks: [task({ task_content })] }, about))).toBe(says);
  });
});

// The shapes of GeminiDB's `GET /v3/{project_id}/jobs` and `/instances` (contract §7.1, §7.2).
describe('what jobs and instance say of a patch', () => {
  const [target = '', other = ''] = patch.targets;
  const job = (more: object = {}) => ({
    id: 'job-1',
    name: 'UpgradeDbVersion',
    status: 'Running',
    start_time: NEAR,
    end_time: '',
    progress: '10%',
    instance: { id: target, name: 'gemini' },
    fail_reason: '',
    ...more,
  });
  const instance = (more: object = {}, datastore: object = {}) => ({
    id: target,
    status: 'normal',
    datastore: { type: 'influxdb', version: '1.7', patch_available: true, ...datastore },
    actions: [],
    ...more,
  });
  const still = { instances: [instance()] };
  test.each<Row>([
    ['one patch job', { jobs: [job()], ...still }, 'found job-1'],
    ['one patch job that failed', { jobs: [job({ status: 'Failed' })], ...still }, 'found job-1'],
    [
      'one patch job beside other work',
      { jobs: [job(), job({ id: 'x', name: 'BackupInstance' })], ...still },
      'found job-1',
    ],
    ['one patch job, the instance unreadable', { jobs: [job()] }, 'found job-1'],
    ['two patch jobs', { jobs: [job(), job({ id: 'job-2' })], ...still }, 'unclear'],
    [
      'two, one another’s',
      { jobs: [job(), job({ id: 'job-2' })], ...still },
      'found job-2',
      new Set(['job-1']),
    ],
    ['none, and the instance as before', { jobs: [], ...still }, 'absent'],
    ['none since long before', { jobs: [job({ start_time: EARLY })], ...still }, 'absent'],
    ['one of another instance', { jobs: [job({ instance: { id: other, name: '' } })], ...still }, 'absent'],
    ['a job of another name', { jobs: [job({ name: 'PatchInstance' })], ...still }, 'unclear'],
    [
      'none, and no patch left',
      { jobs: [], instances: [instance({}, { patch_available: false })] },
      'unclear',
    ],
    [
      'none, and the instance not normal',
      { jobs: [], instances: [instance({ status: 'abnormal' })] },
      'unclear',
    ],
    ['none, and something at work', { jobs: [], instances: [instance({ actions: ['UPGRADE'] })] }, 'unclear'],
    ['none, and no actions given', { jobs: [], instances: [instance({ actions: undefined })] }, 'unclear'],
    ['none, and null for actions', { jobs: [], instances: [instance({ actions: null })] }, 'absent'],
    ['none, and the instance gone', { jobs: [], instances: [] }, 'unclear'],
    ['none, and the flag missing', { jobs: [], instances: [instance({ datastore: {} })] }, 'unclear'],
    ['the jobs incomplete', { jobs: undefined, ...still }, 'unclear'],
    ['the instances incomplete', { jobs: [], instances: undefined }, 'unclear'],
  ])('%s', (_, answers, says, taken = none) => {
    const about = { request: { instance_ids: [target] }, target, window, taken };
    expect(word(patchLookup.judge(answers, about))).toBe(says);
  });

  test('the jobs are read without a filter by name', () => {
    const { jobs } = patchLookup.reads({ instance_ids: [target] }, target);
    expect(jobs).toMatchObject({ route: 'GET /v3/{project_id}/jobs', list: { items: 'jobs', size: 50 } });
    expect(jobs?.query ?? {}).not.toHaveProperty('name');
  });
});

// The shapes of `proxy-version`, `proxies`, `immediate-jobs` and `scheduled-jobs` (contract §4, §7.1).
describe('what versions, proxies and jobs say of a proxy upgrade', () => {
  const { instance_id, proxy_id, source_version, target_version } = proxy.intent as Record<string, string>;
  const request = { instance_id, proxy_id, source_version, target_version } as Record<string, string> & {
    instance_id: string;
    proxy_id: string;
    source_version: string;
    target_version: string;
  };
  const job = (more: object = {}) => ({
    job_id: 'job-1',
    job_name: 'UpgradeGaussDBforMySQLProxyVersion',
    status: 'Running',
    created_time: NEAR,
    instance_id,
    ...more,
  });
  const schedule = (more: object = {}) => ({
    job_id: 'schedule-1',
    job_name: 'PROXY_VERSION_UPGRADE',
    job_status: 'Pending',
    create_time: NEAR,
    instance_id,
    ...more,
  });
  const show = (
    version: string,
    status = 'ACTIVE',
    jobs: object[] = [],
    schedules: object[] = [],
    more: object = {},
  ): Answers => ({
    version: { current_version: version, latest_version: '2.24.03.000', can_upgrade: true },
    proxies: [{ proxy: { pool_id: proxy_id, name: 'p', status, pool_status: 'ACTIVE' } }],
    jobs,
    schedules,
    ...more,
  });
  const [before, afterwards] = [String(source_version), String(target_version)];
  test.each<Row>([
    ['one job, and the proxy at work', show(before, 'UPGRADING', [job()]), 'found job-1'],
    ['one job, and the new version', show(afterwards, 'ACTIVE', [job()]), 'found job-1'],
    ['two jobs', show(afterwards, 'ACTIVE', [job(), job({ job_id: 'job-2' })]), 'unclear'],
    [
      'two jobs, one another’s',
      show(afterwards, 'ACTIVE', [job(), job({ job_id: 'job-2' })]),
      'found job-2',
      new Set(['job-1']),
    ],
    ['nothing happened', show(before), 'absent'],
    ['nothing happened, the version written shorter', show('2.23.12'), 'absent'],
    ['nothing happened here', show(before, 'ACTIVE', [job({ instance_id: 'another' })]), 'absent'],
    ['nothing happened lately', show(before, 'ACTIVE', [job({ created_time: EARLY })]), 'absent'],
    ['a job, and the old version', show(before, 'ACTIVE', [job()]), 'unclear'],
    [
      'a job, its instance spelled in the other letter case',
      show(before, 'ACTIVE', [job({ instance_id: String(instance_id).toUpperCase() })]),
      'unclear',
    ],
    [
      'something scheduled, its instance spelled in the other letter case',
      show(before, 'ACTIVE', [], [schedule({ instance_id: String(instance_id).toUpperCase() })]),
      'unclear',
    ],
    [
      'a job of any name, and the old version',
      show(before, 'ACTIVE', [job({ job_name: 'Backup' })]),
      'unclear',
    ],
    ['something scheduled, and the old version', show(before, 'ACTIVE', [], [schedule()]), 'unclear'],
    ['another’s job, and the old version', show(before, 'ACTIVE', [job()]), 'unclear', new Set(['job-1'])],
    ['no job, and the new version', show(afterwards), 'unclear'],
    ['no job, and the proxy not ACTIVE', show(before, 'ABNORMAL'), 'unclear'],
    [
      'a job that changes weights',
      show(afterwards, 'ACTIVE', [job({ job_name: 'ModifyProxyWeight' })]),
      'unclear',
    ],
    ['the version unreadable', show(before, 'ACTIVE', [], [], { version: undefined }), 'unclear'],
    ['the version of another shape', show(before, 'ACTIVE', [], [], { version: {} }), 'unclear'],
    ['the proxy not listed', show(before, 'ACTIVE', [], [], { proxies: [] }), 'unclear'],
    ['the proxies incomplete', show(before, 'ACTIVE', [], [], { proxies: undefined }), 'unclear'],
    ['the jobs incomplete', show(before, 'ACTIVE', [], [], { jobs: undefined }), 'unclear'],
    ['the schedules incomplete', show(before, 'ACTIVE', [], [], { schedules: undefined }), 'unclear'],
  ])('%s', (_, answers, says, taken = none) => {
    expect(word(proxyLookup.judge(answers, { request, target: request.proxy_id, window, taken }))).toBe(says);
  });
});

// The shape of GaussDB's `GET /v3/{project_id}/tasks` (contract §7.1).
describe('what the task centre says of a plug-in', () => {
  const [target = ''] = plugin.targets;
  const request = plugin.intent as never;
  const task = (more: object = {}) => ({
    job_id: 'job-1',
    name: 'InstallKernelPlugin',
    status: 'Running',
    process: null,
    created_at: NEAR,
    ended_at: null,
    instance_info: { instance_id: target, instance_name: 'gauss', instance_status: 'UPGRADING' },
    ...more,
  });
  test.each<Row>([
    ['one task speaks of a plug-in', { tasks: [task()] }, 'found job-1'],
    ['its time is in epoch milliseconds', { tasks: [task({ created_at: START + 3000 })] }, 'found job-1'],
    ['two do', { tasks: [task(), task({ job_id: 'job-2' })] }, 'unclear'],
    [
      'two do, one another’s',
      { tasks: [task(), task({ job_id: 'job-2' })] },
      'found job-2',
      new Set(['job-1']),
    ],
    ['none does: that is no proof', { tasks: [] }, 'unclear'],
    ['an earlier one does', { tasks: [task({ created_at: EARLY })] }, 'unclear'],
    ['one of another name', { tasks: [task({ name: 'RestartInstance' })] }, 'unclear'],
    ['one of another instance', { tasks: [task({ instance_info: { instance_id: 'x' } })] }, 'unclear'],
    ['the list is incomplete', { tasks: undefined }, 'unclear'],
  ])('%s', (_, answers, says, taken = none) => {
    expect(word(pluginLookup.judge(answers, { request, target, window, taken }))).toBe(says);
  });
});

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const each = singles.map((one) => ({ name: one.operation, one }));
const others = each.filter(({ name }) => name !== plugin.operation);

/** Sends a request whose reply is lost, as `faults` have it. */
async function lose(one: Case, ...faults: Fault[]) {
  world.cloud.faults.add({ call: one.call, fault: faults.length > 0 ? faults : { kind: 'cut-after' } });
  const ran = await world.service.fire('queue', one.operation, { ...one.intent, request_id: 'lost' });
  expect(ran).toMatchObject({ again: false, dead: [] });
  expect(ran.lines).toMatchObject([{ status: 'unknown', next_try: expect.any(String) }]);
}

/** Runs what is due at each of these minutes, and gives the last report. */
async function lookAt(one: Case, ...minutes: number[]) {
  let ran = { lines: [], dead: [] } as unknown as Awaited<ReturnType<World['resume']>>;
  for (const minute of minutes) {
    at(minute);
    ran = await world.resume(one.operation);
  }
  return ran;
}

const jobs = () => world.cloud.accepted.map(({ job_id }) => job_id);

describe.each(each)('a lost reply ($name)', ({ one }) => {
  test('is found by its job, at the first look', async () => {
    await lose(one);
    const found = await lookAt(one, 3);
    expect(found.lines).toMatchObject([{ status: 'accepted', outcomes: [{ job_id: jobs()[0] }] }]);
    expect(found.dead).toEqual([]);
    expect(world.submissions(one)).toHaveLength(1);
  });

  test('whose job shows only later is found later', async () => {
    await lose(one, { kind: 'job', lateMs: 5 * MINUTE }, { kind: 'cut-after' });
    expect((await lookAt(one, 3)).lines).toMatchObject([{ status: 'unknown' }]);
    expect((await lookAt(one, 6)).lines).toMatchObject([
      { status: 'accepted', outcomes: [{ job_id: jobs()[0] }] },
    ]);
    expect(world.submissions(one)).toHaveLength(1);
  });

  test.each([5, -5])('is found with a cloud whose clock is %i minutes off', async (minutes) => {
    world.cloud.clock.advance(minutes * MINUTE);
    world.cloud.faults.add({ call: one.call, fault: { kind: 'cut-after' } });
    await world.service.fire('queue', one.operation, { ...one.intent, request_id: 'lost' });
    world.cloud.state.jobDurationMs = MINUTE;
    const found = await lookAt(one, 3, 6);
    const report = found.lines[0] ?? (await world.entry('lost'));
    expect(report).toBeDefined();
    expect(await world.entry('lost')).toMatchObject({
      targets: { [one.targets[0] ?? '']: { state: 'done', outcomes: [{ job_id: jobs()[0] }] } },
    });
    expect(world.submissions(one)).toHaveLength(1);
  });

  test('that no list can be read for stays unknown, and a person gets it after an hour', async () => {
    await lose(one);
    world.cloud.faults.decide = ({ call }) =>
      /^(list|show)/.test(call) ? { kind: 'status', status: 500 } : undefined;
    const undecided = await lookAt(one, 3, 13, 30, 50);
    expect(undecided.lines).toMatchObject([{ status: 'unknown', next_try: expect.any(String) }]);
    const given = await lookAt(one, 75);
    expect(given.lines).toMatchObject([{ status: 'unknown', hand_over: 'pending' }]);
    expect(given.dead).toMatchObject([{ attributes: { status: 'unknown', request_id: 'lost' } }]);
    expect(world.submissions(one)).toHaveLength(1);
    at(200);
    expect(await world.service.sweep()).toMatchObject({ due: 0, queued: 0 });
  });
});

describe.each(others)('a request that never arrived ($name)', ({ one }) => {
  test('is sent again only once its absence is proven', async () => {
    await lose(one, { kind: 'cut-before' });
    for (const minute of [3, 6, 9])
      expect((await lookAt(one, minute)).lines).toMatchObject([{ status: 'unknown' }]);
    expect(world.submissions(one)).toHaveLength(1);
    const sent = await lookAt(one, 12);
    expect(sent.lines).toMatchObject([{ status: 'accepted', attempt: 2, outcomes: [{ job_id: jobs()[0] }] }]);
    expect(world.submissions(one)).toHaveLength(2);
    expect(world.cloud.accepted).toHaveLength(1);
  });

  test('and then is too old, expires instead', async () => {
    world.cloud.faults.add({ call: one.call, fault: { kind: 'cut-before' } });
    const intent = { ...one.intent, request_id: 'lost', not_after: 'PT5M' };
    await world.service.fire('queue', one.operation, intent);
    const ended = await lookAt(one, 12);
    expect(ended.lines).toMatchObject([{ status: 'expired', outcomes: [{ verdict: 'not_sent' }] }]);
    expect(ended.dead).toHaveLength(1);
    expect(world.submissions(one)).toHaveLength(1);
  });
});

test('a plug-in that never arrived is never sent again by itself', async () => {
  await lose(plugin, { kind: 'cut-before' });
  const ended = await lookAt(plugin, 3, 12, 30, 50, 75);
  expect(ended.lines).toMatchObject([{ status: 'unknown', hand_over: 'pending' }]);
  expect(ended.dead).toHaveLength(1);
  expect(world.submissions(plugin)).toHaveLength(1);
});

describe.each(each)('an answer that tells nothing ($name)', ({ one }) => {
  test.each<[string, Fault]>([
    ['DBS.111205', { kind: 'timeout-accepted' }],
    ['a page of HTML', { kind: 'html', accepted: true }],
    ['half a reply', { kind: 'truncated' }],
    ['another shape', { kind: 'wrong-shape' }],
    ['a server error', { kind: 'status', status: 504, accepted: true }],
  ])('%s: looked for, not sent again', async (_, fault) => {
    await lose(one, fault);
    const found = await lookAt(one, 3);
    expect(found.lines).toMatchObject([{ status: 'accepted', outcomes: [{ job_id: jobs()[0] }] }]);
    expect(world.submissions(one)).toHaveLength(1);
  });
});

const one = singles.find(({ operation }) => operation === patch.operation) as Case;
const [target = ''] = one.targets;

test('busy after a doubt may be our own job: it is looked for, not simply tried again', async () => {
  // The first request starts a job that shows only after the margin; the second hears that the instance is busy.
  await lose(
    one,
    { kind: 'job', lateMs: 15 * MINUTE, unchanged: true, durationMs: MINUTE },
    { kind: 'cut-after' },
  );
  world.cloud.faults.add({ call: one.call, fault: { kind: 'busy' } });
  const second = await lookAt(one, 12);
  expect(second.lines).toMatchObject([
    { status: 'unknown', outcomes: [{ target, verdict: 'unknown', code: 'DBS.200011' }] },
  ]);
  const third = await lookAt(one, 16);
  expect(third.lines).toMatchObject([{ status: 'accepted', outcomes: [{ job_id: jobs()[0] }] }]);
  expect(world.submissions(one)).toHaveLength(2);
  expect(world.cloud.accepted).toHaveLength(1);
});

test('a job of another request is not taken for ours', async () => {
  // It ended just now, without a change, so that its job lies in the time span of ours.
  world.cloud.faults.add({ call: one.call, fault: { kind: 'job', durationMs: MINUTE, unchanged: true } });
  await world.service.fire('queue', one.operation, { ...one.intent, request_id: 'other' });
  for (const minute of [1, 12]) {
    at(minute);
    await world.service.follow();
  }
  at(4);
  await lose(one, { kind: 'cut-before' });
  const looked = await lookAt(one, 7);
  expect(looked.lines).toMatchObject([{ status: 'unknown' }]);
  expect(looked.lines[0]?.outcomes[0]).not.toHaveProperty('job_id');
});

test('a job of another request is not taken for ours, though that request was tried again since', async () => {
  const busy = patch.targets[1] ?? '';
  world.cloud.state.jobDurationMs = MINUTE;
  world.cloud.faults.add({ call: one.call, fault: { kind: 'busy', targets: [busy] }, times: 2 });
  await world.service.fire('queue', one.operation, { ...patch.intent, request_id: 'other' });
  world.cloud.faults.clear();
  at(1);
  await world.service.follow();
  await lose(one, { kind: 'cut-before' });
  const instance = world.cloud.state.instances.get(busy);
  if (instance) instance.status = 'abnormal';
  for (const minute of [4, 8, 16, 24, 32, 48]) {
    at(minute);
    const { lines } = await world.resume(one.operation);
    const ours = lines.filter(({ request_id }) => request_id === 'lost');
    for (const { outcomes } of ours) expect(outcomes[0]).not.toHaveProperty('job_id');
  }
  expect(world.cloud.accepted.filter((work) => work.target === target)).toHaveLength(1);
});

test('two requests look for one job: whose it is, a person decides', async () => {
  await lose(one);
  // The lock on the instance keeps a second request away; if it ever failed to, this is what is left.
  const lost = (await world.entry('lost')) as Entry;
  const twin = { ...lost, request_id: 'twin', intent: { ...lost.intent, request_id: 'twin' } };
  const ledger = openLedger(String(process.env.LEDGER_TABLE));
  await ledger.write({ name: one.operation, service: one.service } as never, twin, undefined);
  at(3);
  await world.service.sweep();
  const { lines } = await world.service.deliver(one.operation);
  expect(lines.map(({ status }) => status)).toEqual(['unknown', 'unknown']);
  for (const { outcomes } of lines)
    expect(outcomes[0]?.reason).toContain('another request is at work on this target');
  expect(world.submissions(one)).toHaveLength(1);
});

test('a job of another request is not taken for ours, though the index does not show that request yet', async () => {
  const id = { name: one.operation, service: one.service } as never;
  const ledger = openLedger(String(process.env.LEDGER_TABLE));
  world.cloud.state.jobDurationMs = MINUTE;
  await world.service.fire('queue', one.operation, { ...one.intent, request_id: 'other' });
  // Killed between its claim and the lock: nothing of it was sent.
  const other = (await world.entry('other')) as Entry;
  const { jobs: _, settled_at: __, follow_at: ___, ...rest } = other;
  const submitting = { state: 'submitting', since: START, until: START + MINUTE } as const;
  const killed = { ...rest, request_id: 'lost', intent: { ...rest.intent, request_id: 'lost' } };
  const targets = { [target]: submitting };
  await ledger.write(id, { ...killed, owner: 'killed', targets, due_at: START + 2 * MINUTE }, undefined);
  // An index that lags longer than usual.
  const pk = `${one.operation}#${String(one.intent.project_id)}#other`;
  const row = await ledger.table.get(pk);
  if (row) {
    const { project: _project, claimed_at: _claimed, ...unseen } = row;
    await ledger.table.put({ ...unseen, version: row.version + 1 }, row.version);
  }
  at(3);
  await world.service.sweep();
  const { lines } = await world.service.deliver(one.operation);
  expect(lines).toMatchObject([{ request_id: 'lost', status: 'unknown' }]);
  expect(lines[0]?.outcomes[0]).not.toHaveProperty('job_id');
  expect(world.submissions(one)).toHaveLength(1);
});

test('a job of another request is not taken for ours, though that request was claimed long before its job began', async () => {
  world.cloud.faults.add({ call: one.call, fault: { kind: 'job', durationMs: MINUTE, unchanged: true } });
  await world.service.fire('queue', one.operation, { ...one.intent, request_id: 'other' });
  for (const minute of [1, 12]) {
    at(minute);
    await world.service.follow();
  }
  // Its run took twelve minutes to send it.
  const ledger = openLedger(String(process.env.LEDGER_TABLE));
  const pk = `${one.operation}#${String(one.intent.project_id)}#other`;
  await ledger.change({ name: one.operation, service: one.service } as never, pk, (entry) => ({
    ...entry,
    claimed_at: START - 12 * MINUTE,
  }));
  at(4);
  await lose(one, { kind: 'cut-before' });
  const looked = await lookAt(one, 7);
  expect(looked.lines).toMatchObject([{ status: 'unknown' }]);
  expect(looked.lines[0]?.outcomes[0]).not.toHaveProperty('job_id');
});

test('what other requests have claimed is read once the index can have caught up', async () => {
  world.set({ TIMING: '{"index_lag_ms":300}' });
  await lose(one);
  const times: number[] = [];
  world.cloud.faults.decide = ({ call }) => {
    if (call === 'listInstances') times.push(performance.now());
    return undefined;
  };
  const query = world.ledger.stop('there', ({ body }) => body.includes('"recent"'));
  at(3);
  await world.service.sweep();
  const looking = world.service.deliver(one.operation);
  await query.arrived;
  expect(performance.now() - Math.max(...times)).toBeGreaterThanOrEqual(290);
  query.release();
  expect((await looking).lines).toMatchObject([{ status: 'accepted' }]);
});

test.each<[string, number]>([
  ['of three pages', 120],
  ['that fills its pages exactly', 99],
])('a list %s is read to its end', async (_, count) => {
  addJobs(count);
  world.cloud.clock.advance(-1000);
  await lose(one);
  world.cloud.clock.advance(1000);
  const found = await lookAt(one, 3);
  expect(found.lines).toMatchObject([{ status: 'accepted' }]);
  const pages = world.cloud.received
    .filter(({ call }) => call === 'listJobs')
    .map(({ query }) => query.offset);
  // Each page begins with the last item of the one before.
  expect(pages).toEqual(['0', '49', '98']);
});

test.each(each)(
  "a lost reply is found where totals come in quotes and a task's content as text ($name)",
  async ({ one }) => {
    Object.assign(world.cloud.state, { totalCount: 'text', taskContent: 'text' });
    await lose(one);
    const found = await lookAt(one, 3);
    Object.assign(world.cloud.state, { totalCount: 'number', taskContent: 'object' });
    expect(found.lines).toMatchObject([{ status: 'accepted' }]);
    expect(world.submissions(one)).toHaveLength(1);
  },
);

test('a list of 2,100 jobs is read to its end: only time limits it', async () => {
  addJobs(2100);
  world.cloud.clock.advance(-1000);
  await lose(one);
  world.cloud.clock.advance(1000);
  expect((await lookAt(one, 3)).lines).toMatchObject([{ status: 'accepted' }]);
  expect(world.submissions(one)).toHaveLength(1);
});

test('a list that loses an item between two pages hides another, and proves nothing', async () => {
  addJobs(50);
  world.cloud.clock.advance(-1000);
  // It changes nothing: only the list tells of it.
  await lose(one, { kind: 'job', unchanged: true, durationMs: MINUTE }, { kind: 'cut-after' });
  world.cloud.clock.advance(1000);
  let pages = 0;
  world.cloud.faults.decide = ({ call }) => {
    if (call === 'listJobs' && ++pages === 2) world.cloud.state.jobs.delete('filler-7');
    return undefined;
  };
  const looked = await lookAt(one, 12);
  expect(world.submissions(one)).toHaveLength(1);
  expect(looked.lines).toMatchObject([{ status: 'unknown' }]);
  world.cloud.faults.clear();
  expect((await lookAt(one, 15)).lines).toMatchObject([{ status: 'accepted' }]);
  expect(world.submissions(one)).toHaveLength(1);
});

test('nor does one that lost an item, got another and shows others anew, though it is as long as it was', async () => {
  addJobs(50);
  addJobs(60, -10_000);
  world.cloud.clock.advance(-1000);
  await lose(one, { kind: 'job', unchanged: true, durationMs: MINUTE }, { kind: 'cut-after' });
  world.cloud.clock.advance(1000);
  const { jobs } = world.cloud.state;
  let pages = 0;
  world.cloud.faults.decide = ({ call }) => {
    if (call !== 'listJobs') return undefined;
    pages += 1;
    if (pages === 2) jobs.delete('filler-7');
    if (pages === 3) {
      for (const job of jobs.values()) if (job.instance_id === 'other') job.name = 'RestoreInstance';
      addJobs(1, 1000);
    }
    return undefined;
  };
  expect((await lookAt(one, 12)).lines).toMatchObject([{ status: 'unknown' }]);
  expect(world.submissions(one)).toHaveLength(1);
});

/** Adds so many jobs of another instance, created from `since` ms after the start on. */
function addJobs(count: number, since = 0) {
  for (let n = 0; n < count; n++) {
    const id = `filler-${since + n}`;
    world.cloud.state.jobs.set(id, {
      id,
      service: 'geminidb',
      project_id: String(one.intent.project_id),
      instance_id: 'other',
      name: 'BackupInstance',
      created: START + since + n,
      visible: 0,
      starts: START,
      ends: START,
      listed: true,
      change: { kind: 'none' },
      settled: true,
    });
  }
}

test.each<[string, object]>([
  ['says there is more than it shows', { jobs: [], total_count: 1 }],
  ['has no list', { total_count: 0 }],
  ['is no object', []],
])('a page that %s proves nothing', async (_, body) => {
  await lose(one, { kind: 'cut-before' });
  world.cloud.faults.decide = ({ call }) =>
    call === 'listJobs' ? { kind: 'refuse', status: 200, body } : undefined;
  expect((await lookAt(one, 12)).lines).toMatchObject([{ status: 'unknown' }]);
  expect(world.submissions(one)).toHaveLength(1);
});

// The OpenAPI text has TaurusDB's offsets count items with a default of 1; Terraform reads pages here and items from 0 there.
describe.each([
  ['listImmediateJobs', 'jobs'],
  ['listScheduleJobs', 'schedules'],
])('%s, on whose offset the texts differ', (list, items) => {
  const upgrade = singles.find(({ operation }) => operation === proxy.operation) as Case;
  test.each<[string, string, object]>([
    ['without a total', 'unknown', {}],
    ['with null for a total', 'unknown', { total_count: null }],
    ['with an empty total', 'unknown', { total_count: '' }],
    ['with a total of one', 'unknown', { total_count: 1 }],
    ['with a total', 'accepted', { total_count: 0 }],
    ['with a total in quotes', 'accepted', { total_count: '0' }],
  ])('empty %s: the upgrade is %s', async (_, status, total) => {
    await lose(upgrade, { kind: 'cut-before' });
    world.cloud.faults.decide = ({ call }) =>
      call === list ? { kind: 'refuse', status: 200, body: { [items]: [], ...total } } : undefined;
    expect((await lookAt(upgrade, 12)).lines).toMatchObject([{ status }]);
    expect(world.submissions(upgrade)).toHaveLength(status === 'accepted' ? 2 : 1);
  });
});

test('a look costs one set of reads however many targets it is for', async () => {
  world.cloud.faults.add({ call: patch.call, fault: { kind: 'cut-after' } });
  await world.service.fire('queue', patch.operation, { ...patch.intent, request_id: 'lost' });
  const found = await lookAt(patch, 3);
  expect(found.lines).toMatchObject([{ status: 'accepted' }]);
  expect(world.cloud.received.filter(({ call }) => call === 'listJobs')).toHaveLength(1);
});

test('a list that was read for one target proves no absence at a later time', async () => {
  await lose(patch, { kind: 'cut-before' });
  const [state] = Object.values((await world.entry('lost'))?.targets ?? {});
  const until = state?.state === 'unknown' ? state.until : 0;
  const proven = (until - START) / MINUTE + 10;
  // The jobs are listed once for all; then the first target's instance is read, slowly.
  world.cloud.faults.decide = ({ call }) => {
    if (call === 'listInstances') at(proven + 0.5);
    return undefined;
  };
  expect((await lookAt(patch, proven - 0.5)).lines).toMatchObject([
    { status: 'unknown', outcomes: [{ verdict: 'unknown' }, { verdict: 'unknown' }] },
  ]);
  world.cloud.faults.clear();
  expect(world.submissions(patch)).toHaveLength(1);
  expect((await lookAt(patch, proven + 3)).lines).toMatchObject([{ status: 'accepted', attempt: 2 }]);
  expect(world.submissions(patch)).toHaveLength(2);
});

test('found, absent and unclear are told apart within one request', async () => {
  const [found = '', lost = ''] = patch.targets;
  const third = 'a'.repeat(32).concat('in13');
  world.cloud.state.addInstance({
    id: third,
    service: 'geminidb',
    project_id: String(patch.intent.project_id),
  });
  const fault: Fault[] = [
    { kind: 'reject', targets: [lost, third], error_code: 'DBS.200998' },
    { kind: 'cut-after' },
  ];
  world.cloud.faults.add({ call: patch.call, fault });
  const intent = { ...patch.intent, request_id: 'lost', instance_ids: [found, lost, third] };
  await world.service.fire('queue', patch.operation, intent);
  const instance = world.cloud.state.instances.get(third);
  if (instance) instance.patch_available = false;
  const looked = await lookAt(patch, 12);
  expect(looked.lines).toMatchObject([
    {
      status: 'unknown',
      outcomes: [
        { target: found, verdict: 'accepted' },
        { target: lost, verdict: 'accepted' },
        { target: third, verdict: 'unknown' },
      ],
    },
  ]);
  expect(world.submissions(patch).map((body) => JSON.parse(body).instance_ids)).toEqual([
    [found, lost, third],
    [lost],
  ]);
});

test.each([
  ['in an earlier look', [3, 12]],
  ['in the same look', [12]],
])(
  'a hotfix call is taken whole: where one task is gone and another was found %s, it stays unknown',
  async (_, minutes) => {
    const [kept = '', gone = ''] = hotfix.targets;
    await lose(hotfix);
    const [first = ''] = jobs();
    world.cloud.state.tasks.delete(`${first}/${gone}`);
    const { lines } = await lookAt(hotfix, ...minutes);
    const outcomes = lines.at(-1)?.outcomes ?? [];
    expect(outcomes.find(({ target: one }) => one === kept)).toMatchObject({ verdict: 'accepted' });
    expect(outcomes.find(({ target: one }) => one === gone)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('not listed, though others of the same call are'),
    });
    expect(world.submissions(hotfix)).toHaveLength(1);
  },
);
