import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { patchDatabases } from '../../functions/patch-databases/operation.ts';
import { schedule } from '../../shared/ledger/due-times.ts';
import { claim } from '../../shared/ledger/entry/changes.ts';
import { learn } from '../../shared/ledger/entry/learn.ts';
import { requestKey } from '../../shared/ledger/keys.ts';
import { openLedger } from '../../shared/ledger/store.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { rejected } from '../../shared/terms/outcome.ts';
import { HOTFIX_INSTANCES, PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { taskKey } from '../../stand-in/cloud/state.ts';
import { at } from '../world/clock.ts';
import { type CommandWorld, startWorld } from '../world/world.ts';

const PATCH = 'patch-databases';
const HOTFIX = 'schedule-hotfix-upgrade';
const PROJECT = '619d3e78f61b4be68bc5aa0b59edcf7b';
const [FIRST, SECOND] = PATCH_INSTANCES;
const NODES = HOTFIX_INSTANCES;
const STRANGER = 'bb0ae5c47bf94834bf9e44138f7f995ain14';
const TASK = '07c5880a-cbf0-44ad-91c1-5803a10f11a1';
const PUT = 'cancelScheduleTask';
const patch = { request_id: 'CHG-9', project_id: PROJECT, instance_ids: [FIRST, SECOND] };
const hotfix = {
  request_id: 'CHG-9',
  project_id: '0483b6b16e954cb88930a360d2c4e663',
  instance_ids: NODES,
  start_time: 'PT2H',
  target_version: '3.208.0.6',
};

let world: CommandWorld;
beforeAll(async () => {
  world = await startWorld({ commands: true });
});
afterAll(() => world.close());
beforeEach(() => world.reset());
afterEach(() => void world.printed());

const cancel = (...args: string[]) => world.run('cancel', ['CHG-9', '--by', 'dba-team', ...args]);
const status = async (id = 'CHG-9') => {
  const { stdout } = await world.run('status', [id, '--output', 'json']);
  return (JSON.parse(stdout) as { rows: { status: string; code?: string; reason?: string }[] }).rows;
};
const received = (call: string) => world.cloud.received.filter((one) => one.call === call);

describe('what waits in the ledger', () => {
  beforeEach(async () => {
    world.cloud.state.change(SECOND, { status: 'normal', actions: ['CREATE'] });
    await world.ask(PATCH, patch);
    expect(world.cloud.accepted).toHaveLength(1);
  });

  test('is not sent any more; what runs already cannot be recalled, and that is said', async () => {
    const asked = await cancel();
    expect(asked).toMatchObject({ code: 64, stdout: '' });
    expect(asked.stderr).toContain(`  ${SECOND}  waits in the ledger: it will not be sent\n`);
    expect(asked.stderr).toContain('no terminal to confirm on, so nothing was canceled; --yes confirms');
    expect(await status()).toMatchObject([{ status: 'running' }, { status: 'waiting' }]);

    const ended = await cancel('--yes');
    expect(ended.code).toBe(1);
    expect(ended.stdout).toBe(
      `canceled   ${SECOND}  it waited in the ledger and will not be sent\n` +
        `stays      ${FIRST}  job e4616470-733d-41de-a9b0-a260709293d3: the cloud cannot recall a patch that it has accepted\n`,
    );
    world.cloud.state.change(SECOND, { actions: [] });
    at(20);
    const { lines, dead } = await world.resume(PATCH);
    expect([lines, dead]).toEqual([[], []]);
    await world.resume('follow-job');
    expect(world.cloud.accepted).toHaveLength(1);
    expect(await status()).toMatchObject([
      { status: 'succeeded' },
      { status: 'canceled', code: 'canceled', reason: 'called off by dba-team; nothing was sent' },
    ]);
    const { stdout } = await world.run('explain', ['CHG-9']);
    expect(stdout).toContain(`Z  called off: by dba-team\n${' '.repeat(22)}${SECOND}\n`);
    expect(stdout).toContain(`"instance_ids":["${SECOND}"]`);
  });

  test('stays called off when the same message comes again, and when it is redriven', async () => {
    await cancel('--yes');
    world.cloud.state.change(SECOND, { actions: [] });
    at(5);
    const again = await world.ask(PATCH, patch);
    expect(again.lines).toMatchObject([{ status: 'duplicate', settled: 'partial' }]);
    expect(again.dead).toEqual([]);
    expect(world.cloud.accepted).toHaveLength(1);
  });

  test('is called off once; then nothing is left', async () => {
    await cancel('--yes');
    at(20);
    await world.resume('follow-job');
    const ended = await cancel('--yes');
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('Nothing of it can be canceled.');
  });
});

test('what may be under way is left alone, and not sent again when it turns out that nothing began', async () => {
  const fault = { kind: 'timeout-accepted', accepted: false } as const;
  world.cloud.faults.add({ call: 'batchUpgradeDatabaseVersion', fault });
  await world.ask(PATCH, { ...patch, instance_ids: [FIRST] });
  const ended = await cancel('--yes');
  expect(ended.code).toBe(3);
  expect(ended.stdout).toBe(
    `under way  ${FIRST}  may have been sent and stays as it is; it will not be sent again\n`,
  );
  expect(await status()).toMatchObject([{ status: 'unknown' }]);
  at(15);
  const ran = await world.resume(PATCH);
  expect(ran.dead).toEqual([]);
  expect(received('batchUpgradeDatabaseVersion')).toHaveLength(1);
  expect(await status()).toMatchObject([{ status: 'canceled' }]);
});

test('a submission under way is never touched; refused as busy, it is not sent again', async () => {
  world.cloud.state.change(FIRST, { actions: ['CREATE'] });
  await world.ask(PATCH, { ...patch, instance_ids: [FIRST] });
  const ledger = openLedger(process.env.LEDGER_TABLE ?? '');
  const pk = requestKey(PATCH, PROJECT, 'CHG-9');
  const now = Date.now();
  const by = { owner: 'run-1', now, lease_until: now + 60_000 };
  await ledger.change(patchDatabases, pk, (entry) => claim(entry, [FIRST], by));
  expect((await cancel('--yes')).code).toBe(3);
  expect((await ledger.read(pk))?.entry.targets[FIRST]?.state).toBe('submitting');
  const busy = [rejected(FIRST, { reason: 'busy', retry: true })];
  const learned = { owner: 'run-1', outcomes: busy, since: now, until: now };
  await ledger.change(patchDatabases, pk, (entry) =>
    schedule(learn(entry, learned), now, loadSettings().TIMING),
  );
  expect(await status()).toMatchObject([{ status: 'canceled' }]);
});

test('a part that the ledger does not hold yet is said, to be run again', async () => {
  const ids = Array.from({ length: 11 }, (_, n) => 'in13'.padStart(36, `${n + 10}ab`));
  await world.ask(PATCH, { ...patch, instance_ids: ids });
  const ended = await cancel('--yes');
  expect(ended).toMatchObject({ code: 3, stdout: '' });
  expect(ended.stderr).toContain(`${ids.join(' ')}: still on the queue; run this again in a minute`);
});

describe('a hotfix', () => {
  beforeEach(async () => {
    await world.ask(HOTFIX, hotfix);
    expect(await status()).toMatchObject([{ status: 'scheduled' }, { status: 'scheduled' }]);
  });
  const words = async () => (await status()).map((row) => row.status);

  test('that has not started is canceled for all that share the task, with the list as proof', async () => {
    const asked = await cancel();
    expect(asked.code).toBe(64);
    expect(asked.stderr).toContain(
      `  task ${TASK}  canceled in the cloud, for all 2 instances that share it:\n    ${NODES[0]}  Pending\n    ${NODES[1]}  Pending\n`,
    );
    expect(received(PUT)).toEqual([]);

    const ended = await cancel('--yes');
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toBe(
      NODES.map((id) => `canceled   ${id}  task ${TASK}: the cloud's list says Canceled\n`).join(''),
    );
    const path = `/v3/${hotfix.project_id}/instances/schedule-task/${TASK}/cancel`;
    expect(received(PUT)).toMatchObject([{ method: 'PUT', path, body: '', query: {} }]);
    const meanwhile = (await world.run('explain', ['CHG-9'])).stdout;
    expect(meanwhile).toContain('Nothing: the cloud was asked to cancel it; the next look shows');
    expect(meanwhile).not.toContain('it starts by itself');
    // The end is written by the one who follows.
    at(1);
    const { lines } = await world.resume('follow-job');
    expect(lines).toMatchObject(NODES.map((target) => ({ target, end: 'canceled', job_duration_ms: 0 })));
    expect((lines[0] as unknown as { sentence: string }).sentence).toContain(
      'was canceled before it started',
    );
    expect(await words()).toEqual(['canceled', 'canceled']);
    const { stdout } = await world.run('explain', ['CHG-9']);
    expect(stdout).toMatch(
      new RegExp(
        `called off: by dba-team, in the cloud, task ${TASK}: HTTP 200\\n +all 2 targets\\n +cloud request [0-9a-f]{32}`,
      ),
    );
    expect((await world.run('status', ['CHG-9'])).stdout).toContain(
      `${NODES[0]}  canceled before it started\n`,
    );
  });

  test('shared with an instance of nobody here is listed before anything is canceled', async () => {
    const { tasks } = world.cloud.state;
    const [one] = tasks.by('id', TASK);
    if (!one) throw new Error('no task');
    const other = { ...one, instance_id: STRANGER };
    tasks.set(taskKey(other), other);
    const asked = await cancel();
    expect(asked.code).toBe(64);
    expect(asked.stderr).toContain('for all 3 instances that share it');
    expect(asked.stderr).toContain(`    ${STRANGER}  Pending, NOT of this request\n`);
    expect(received(PUT)).toEqual([]);
  });

  test('that has started is not touched', async () => {
    at(125);
    const ended = await cancel('--yes');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(
      `${NODES[0]}  stays: task ${TASK}: it is Running and no longer to be recalled`,
    );
    expect(received(PUT)).toEqual([]);
  });

  test('that has started for one of those who share it is not touched either', async () => {
    const { tasks } = world.cloud.state;
    const [one] = tasks.by('id', TASK);
    if (!one) throw new Error('no task');
    const other = { ...one, instance_id: STRANGER, starts: one.created - 1 };
    tasks.set(taskKey(other), other);
    const ended = await cancel('--yes');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(
      `stays: task ${TASK}: it is Running for ${STRANGER}, which shares it, and no longer to be recalled`,
    );
    expect(received(PUT)).toEqual([]);
  });

  test('whose cancel was answered by nobody: sent once, and the list tells', async () => {
    world.cloud.faults.add({ call: PUT, fault: { kind: 'cut-after' } });
    const ended = await cancel('--yes');
    expect(ended).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("the cloud's list says Canceled"),
    });
    expect(received(PUT)).toHaveLength(1);
    at(1);
    await world.resume('follow-job');
    expect(await words()).toEqual(['canceled', 'canceled']);
  });

  test('whose cancel never arrived is not repeated: unproven, and it runs', async () => {
    world.cloud.faults.add({ call: PUT, fault: { kind: 'cut-before' } });
    const ended = await cancel('--yes');
    expect(ended.code).toBe(2);
    expect(ended.stdout).toMatch(
      /^unproven {3}\S+ {2}task \S+: the cloud said .*, and its list says Pending$/m,
    );
    expect(received(PUT)).toHaveLength(1);
    at(140);
    await world.resume('follow-job');
    expect(await words()).toEqual(['succeeded', 'succeeded']);
  });

  test("whose cancel the cloud refuses stays, in the cloud's words", async () => {
    const body = { error_code: 'DBS.200011', error_msg: 'not now' };
    world.cloud.faults.add({ call: PUT, fault: { kind: 'refuse', status: 409, body } });
    const ended = await cancel('--yes');
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain('the cloud said HTTP 409 DBS.200011 not now, and its list says Pending');
    expect(await words()).toEqual(['scheduled', 'scheduled']);
  });

  test('whose list cannot be read is not canceled blindly', async () => {
    world.cloud.faults.add({ call: 'listScheduleTask', fault: { kind: 'status', status: 503 } });
    const ended = await cancel('--yes');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('list of tasks could not be read, so nothing was sent');
    expect(received(PUT)).toEqual([]);
  });

  test('of which an instance does not show how it stands is not canceled blindly either', async () => {
    world.cloud.state.change(NODES[1], { job_missing: ['status'] });
    const ended = await cancel('--yes');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('list of tasks could not be read, so nothing was sent');
    expect(received(PUT)).toEqual([]);
  });

  test('69: with credentials that the cloud does not take, nothing is canceled', async () => {
    const wrong = { HW_USER_PASSWORD: 'wrong-password' };
    const ended = await world.runAlone('cancel', ['CHG-9', '--yes'], wrong);
    expect(ended).toMatchObject({ code: 69, stdout: '' });
    expect(received(PUT)).toEqual([]);
  });
});

test('64 and 1: whose, and what is not there', async () => {
  expect((await world.run('cancel', [])).code).toBe(64);
  expect((await world.run('cancel', ['a', '--by', ''])).code).toBe(64);
  const none = await world.run('cancel', ['no-such', '--yes']);
  expect(none).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('knows nothing of this request'),
  });
});
