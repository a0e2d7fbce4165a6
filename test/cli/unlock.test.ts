import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openLedger } from '../../shared/ledger/store.ts';
import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { at } from '../world/clock.ts';
import { type CommandWorld, startWorld } from '../world/world.ts';

const PATCH = 'patch-databases';
const PROJECT = '619d3e78f61b4be68bc5aa0b59edcf7b';
const [FIRST] = PATCH_INSTANCES;
const patch = (request_id: string) => ({
  request_id,
  project_id: PROJECT,
  instance_ids: [FIRST],
  not_after: 'P1D',
});

let world: CommandWorld;
beforeAll(async () => {
  world = await startWorld({ commands: true, environment: { PREFLIGHT: 'off' } });
});
beforeEach(() => world.reset());
afterEach(() => void world.printed());
afterAll(() => world.close());

const unlock = (args: readonly string[], typed?: string) =>
  world.run('unlock', args, { EVENT_BUS: 'db-upkeep-local' }, typed);
const because = ['--reason', 'the console shows nothing at work'];
const sent = () => world.cloud.received.filter(({ call }) => call === 'batchUpgradeDatabaseVersion').length;

/** Its job is never seen to end, and the instance is never looked at: nothing but a person ends the lock. */
const timedOut = async () => {
  world.cloud.endings.add({ how: 'never' });
  await world.ask(PATCH, patch('holder'));
  at(61);
  await world.resume('follow-job');
  for (const job of world.cloud.state.jobs.values()) job.cancels = Date.now();
};

test('a person releases what nobody will hear of any more, on record, and the next request is sent', async () => {
  await timedOut();
  expect((await world.ask(PATCH, patch('next'))).lines).toMatchObject([{ status: 'held' }]);
  const story = await world.run('explain', ['next']);
  expect(story.stdout).toContain(`npx --no-install db-upkeep unlock ${FIRST} --reason`);

  const ended = await unlock([FIRST.toUpperCase().replace('IN13', 'in13'), ...because, '--yes']);
  expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^released {2}\S+ from holder\n$/) });
  expect(ended.stderr).toMatch(
    /is held: patch-databases holder may be at work there: job \S+ was never seen to end/,
  );
  expect(ended.stderr).toMatch(/timed out, job \S+/);
  expect((await world.run('explain', ['holder'])).stdout).toMatch(
    /its instance was released: \S+ by \S+@\S+: the console shows nothing at work/,
  );
  expect(world.bus.taken).toMatchObject([
    {
      detailType: 'Upkeep Instance Released',
      detail: { request_id: 'holder', reason: because[1], sentence: expect.stringContaining('released') },
    },
  ]);

  at(64);
  expect((await world.resume(PATCH)).lines).toMatchObject([{ request_id: 'next', status: 'accepted' }]);
  expect(sent()).toBe(2);
});

test('a release holds for one request: whoever takes the instance then holds it', async () => {
  await timedOut();
  await unlock([FIRST, ...because, '--yes']);
  const again = await unlock([FIRST, ...because, '--yes']);
  expect(again).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('released it at') });
  await world.ask(PATCH, patch('next'));
  expect((await world.ask(PATCH, patch('third'))).lines).toMatchObject([
    {
      status: 'held',
      outcomes: [{ reason: expect.stringContaining('patch-databases next is at work there') }],
    },
  ]);
});

describe('what is at work is not released', () => {
  test('without saying so and a stronger word; then the holder’s id is asked for', async () => {
    await world.ask(PATCH, patch('holder'));
    const ended = await unlock([FIRST, ...because, '--yes']);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/holder is at work there: job \S+\n.*running.*\n.*\nIt is not released/);
    await world.ask(PATCH, patch('next'));
    expect(sent()).toBe(1);

    const stronger = [FIRST, ...because, '--while-at-work'];
    expect(await unlock(stronger, 'yes\n')).toMatchObject({ code: 64 });
    expect(await unlock(stronger, 'holder\n')).toMatchObject({ code: 0 });
  });

  test('nor what is still looked for; and what is found later is nobody else’s', async () => {
    const fault = { kind: 'timeout-accepted', accepted: false } as const;
    world.cloud.faults.add({ call: 'batchUpgradeDatabaseVersion', fault });
    await world.ask(PATCH, patch('holder'));
    expect(await unlock([FIRST, ...because, '--yes'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('its outcome is unknown'),
    });
    expect(await unlock([FIRST, ...because, '--while-at-work', '--yes'])).toMatchObject({ code: 0 });
    const { lines } = await world.ask(PATCH, patch('next'));
    expect(lines).toMatchObject([{ status: 'accepted' }]);
    const job = lines[0]?.outcomes[0]?.job_id;
    // The index of what others claimed may lag; only the lock then tells whose job it is.
    const { table } = openLedger(process.env.LEDGER_TABLE ?? '');
    const row = await table.get(`${PATCH}#${PROJECT}#next`);
    if (!row) throw new Error('no row');
    const { project: _, claimed_at: __, jobs: ___, ...unlisted } = row;
    await table.put({ ...unlisted, version: row.version + 1 }, row.version);
    for (const minute of [3, 13, 30, 62]) {
      at(minute);
      const { lines } = await world.resume(PATCH);
      const jobs = lines.flatMap(({ outcomes }) => outcomes.map(({ job_id }) => job_id));
      expect(jobs).not.toContain(job);
    }
  });
});

test('its lock is found on whatever page of the table it stands', async () => {
  await timedOut();
  const { table } = openLedger(process.env.LEDGER_TABLE ?? '');
  const isFirst = async () => (await table.scan({ prefixes: ['lock#'] })).rows.length > 0;
  // A page holds 1 MB; where an item stands follows from its key alone.
  const doc = JSON.stringify('x'.repeat(390_000));
  for (let n = 0; await isFirst(); n++)
    await table.put(
      { pk: `other-${n}`, version: 1, write_id: 'w', doc, expires_at: 2_000_000_000 },
      'nothing',
    );
  expect(await unlock([FIRST, ...because, '--yes'])).toMatchObject({ code: 0 });
});

test('what somebody else changes just before the release is written is not told as released', async () => {
  await timedOut();
  const write = world.ledger.stop(
    'there',
    ({ action, body }) => action === 'PutItem' && body.includes('"lock#'),
  );
  const slow = unlock([FIRST, ...because, '--yes']);
  await write.arrived;
  const fast = ['--reason', 'a colleague was faster', '--yes'];
  expect(await unlock([FIRST, ...fast])).toMatchObject({ code: 0 });
  write.release();
  expect(await slow).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('The lock has changed meanwhile, so nothing was released'),
  });
  expect(world.bus.taken).toMatchObject([{ detail: { reason: 'a colleague was faster' } }]);
});

test('a secret in the reason is masked wherever it is kept or told', async () => {
  await timedOut();
  const reason = 'see https://files.example/plan?Signature=hidden-part';
  expect(await unlock([FIRST, '--reason', reason, '--yes'])).toMatchObject({ code: 0 });
  const { table } = openLedger(process.env.LEDGER_TABLE ?? '');
  const lock = await table.get(`lock#geminidb#${PROJECT}#${FIRST}`);
  const holder = await table.get(`${PATCH}#${PROJECT}#holder`);
  const kept = `${lock?.doc}${holder?.doc}${JSON.stringify(world.bus.taken)}`;
  expect(kept).toContain('files.example/plan');
  expect(kept).not.toContain('hidden-part');
});

test('of several that know the instance, the one of the project that is named is released', async () => {
  await timedOut();
  const { table } = openLedger(process.env.LEDGER_TABLE ?? '');
  const pk = `lock#geminidb#${PROJECT}#${FIRST}`;
  const row = await table.get(pk);
  if (!row) throw new Error('no lock');
  await table.put({ ...row, pk: pk.replace(PROJECT, '0'.repeat(32)), version: 1 }, 'nothing');
  const ended = await unlock([FIRST, ...because, '--yes']);
  expect(ended).toMatchObject({ code: 64, stderr: expect.stringContaining('name one with --project') });
  expect(await unlock([FIRST, ...because, '--yes', '--project', PROJECT])).toMatchObject({ code: 0 });
  expect((await table.get(pk))?.doc).toContain('released');
  expect((await table.get(pk.replace(PROJECT, '0'.repeat(32))))?.doc).not.toContain('released');
});

describe('bad usage and nothing there', () => {
  test.each<[string, string[], number]>([
    ['no reason', [FIRST], 64],
    ['an empty reason', [FIRST, '--reason', ' '], 64],
    ['no instance', because, 64],
    ['two instances', [FIRST, FIRST, ...because], 64],
    ['a project that is none', [FIRST, ...because, '--project', 'x'], 64],
    ['no lock', [FIRST, ...because, '--yes'], 1],
  ])('%s', async (_, args, code) => {
    const ended = await unlock(args);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).not.toBe('');
  });

  test('without a terminal it needs --yes', async () => {
    await timedOut();
    expect(await unlock([FIRST, ...because])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('so nothing was released; --yes confirms'),
    });
    expect((await world.ask(PATCH, patch('next'))).lines).toMatchObject([{ status: 'held' }]);
  });

  test('--help needs no environment', async () => {
    const ended = await world.run('unlock', ['--help'], { LEDGER_TABLE: undefined });
    expect(ended).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('npx --no-install db-upkeep unlock'),
    });
  });
});
