import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { FLEET } from '../steering/steering-world.ts';
import { startVerbs, type VerbsWorld } from './verbs-world.ts';

const id = (letter: string) => `${letter.repeat(32)}in06`;
const [ONE, OTHER] = [id('a'), id('b')];

let verbs: VerbsWorld;
beforeAll(async () => {
  verbs = await startVerbs();
});
beforeEach(async () => {
  await verbs.reset();
  verbs.add(ONE, { name: 'orders' });
});
afterAll(() => verbs.close());

const digits = ({ hash = '' }: RolloutHead) => hash.slice(0, 16);

test('planned, shown, approved by 16 digits, rolled out and shown again: each by its command', async () => {
  await verbs.survey();
  const planned = await verbs.run(['plan', 'monthly']);
  expect(planned.code).toBe(0);
  expect(planned.stdout).toMatch(/^plan (\w{4} ?){4}, fleet monthly, proposed, made /m);
  expect(planned.stdout).toContain('Needs you: wave all starts nothing before somebody approves it');
  const [, hash = ''] = /whole hash (\w{64})/.exec(planned.stdout) ?? [];
  expect(planned.stdout).toContain(`db-upkeep fleet approve ${hash.slice(0, 16)}`);

  expect(planned.stdout).toMatch(/^all\s+1\s+1\s+100%\s+1\s+-\s+own/m);
  const waits = await verbs.run(['fleet show']);
  expect([waits.code, waits.stdout]).toEqual([3, expect.stringContaining('fleet monthly, proposed')]);
  const approved = await verbs.run(['fleet approve', hash.slice(0, 16)], 'yes\n');
  expect(approved).toMatchObject({ code: 0, stdout: expect.stringMatching(/ {2}done: approve\n$/) });
  expect(approved.stderr).toContain('This approves the only wave of the plan of monthly: 1 target');
  expect(verbs.sent.at(-1)).toEqual({
    queue: expect.stringMatching(/-decide-rollouts$/),
    verb: 'approve',
    rollout: expect.stringMatching(/^monthly-/),
    decision: 1,
    hash,
  });

  const rollout = String(verbs.sent.at(-1)?.rollout);
  await verbs.until(rollout, ({ state }) => state === 'done');
  const done = await verbs.run(['fleet show', 'monthly', '--targets']);
  expect(done.code).toBe(0);
  expect(done.stdout).toContain('1 target: done');
  expect(done.stdout).toMatch(/^succeeded\s+a{32}in06\s+orders\s+all/m);
  expect(done.stdout).toMatch(/approve.*queue:AROAEXAMPLELEAD0001:anna/);
  const told = await verbs.run(['explain', `fleet/${rollout}/0/1`]);
  expect(told.stdout).toContain(`Released by rollout ${rollout} of fleet monthly, try 1: it is done`);
  expect(told.stdout).toContain(`There ${ONE} of wave all, from 3.11.3 to latest patch, is succeeded`);
  const listed = await verbs.run(['fleet list']);
  expect(listed).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^monthly\s+monthly-\S+\s+done\s+1\s+1/m),
  });
});

test('what was still at work when its window closed has a word for it, and is counted', async () => {
  verbs.world.cloud.state.change(ONE, { maintenance_window: '02:00-02:40' });
  verbs.world.cloud.endings.add({ how: 'completed', afterMs: 50 * 60_000 });
  const { id: rollout } = await verbs.approved();
  await verbs.until(rollout, ({ state }) => state === 'done');
  const shown = await verbs.run(['fleet show', 'monthly', '--targets']);
  expect(shown.stdout).toContain('\nOver-run: 1 was still at work when the window closed\n');
  expect(shown.stdout).toMatch(/^succeeded\s+a{32}in06[\s\S]*over-run: it was still at work/m);
  const json = await verbs.run(['fleet show', 'monthly', '--output', 'json']);
  expect(JSON.parse(json.stdout)).toMatchObject({
    over_run: 1,
    each: [{ over_ran_at: expect.stringMatching(/T02:4[01]:00Z$/) }],
  });
  expect((await verbs.head(rollout)).waves).toMatchObject([{ over_runs: 1 }]);
  await verbs.survey();
  const report = await verbs.run(['report', '--output', 'json']);
  expect(JSON.parse(report.stdout)).toMatchObject({
    over_run: 1,
    targets: [{ last_result: 'succeeded', last_over_ran_at: expect.stringMatching(/T02:4[01]:00Z$/) }],
  });
  const file = await verbs.run(['report', '--output', 'html']);
  expect(file.stdout).toMatch(/>1 rollout, 1 target: 1 well, 0 badly, 1 over-run<\/span>/);
  expect(file.stdout).toContain('<small>1 over-run: still at work when the window had closed</small>');
});

describe('a plan', () => {
  test('of nothing that waits: exit code 3; the same as before: 0; refused: 1, with why', async () => {
    await verbs.planned();
    verbs.pass(1);
    const same = await verbs.run(['plan', 'monthly']);
    expect(same).toMatchObject({ code: 0, stderr: expect.stringContaining('still the same') });
    await verbs.reset({ monthly: { ...FLEET, max_targets: 1 } });
    verbs.add(ONE);
    verbs.add(OTHER);
    await verbs.survey();
    const refused = await verbs.run(['plan', 'monthly']);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('2 targets are selected') });
    await verbs.reset();
    verbs.add(ONE, { patch_available: false });
    await verbs.survey();
    const nothing = await verbs.run(['plan', 'monthly']);
    expect(nothing).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('nothing to do: 1 up to date'),
    });
  });

  test('a fleet that nobody knows is refused before anything is sent, with the name that may be meant', async () => {
    const ended = await verbs.run(['plan', 'montly']);
    expect(ended).toMatchObject({ code: 64, stderr: expect.stringContaining('is monthly meant?') });
    expect(verbs.sent).toEqual([]);
  });
});

describe('an approval', () => {
  test('needs 16 digits, a hash that stands open, and a person who confirms; else nothing is sent', async () => {
    const plan = await verbs.planned();
    const short = await verbs.run(['fleet approve', digits(plan).slice(0, 15)], 'yes\n');
    expect(short).toMatchObject({ code: 64, stderr: expect.stringContaining('at least 16 hex digits') });
    const other = await verbs.run(['fleet approve', '0123456789abcdef'], 'yes\n');
    expect(other).toMatchObject({
      code: 64,
      stderr: expect.stringContaining(`Open are ${digits(plan)} of monthly`),
    });
    const unconfirmed = await verbs.run(['fleet approve', digits(plan)], 'no\n');
    expect(unconfirmed).toMatchObject({ code: 64, stderr: expect.stringContaining('nothing was decided') });
    const unasked = await verbs.run(['fleet approve', digits(plan)]);
    expect(unasked.code).toBe(64);
    const noWave = await verbs.run(['fleet approve', digits(plan), '--wave', 'prod', '--yes']);
    expect(noWave).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('it has no wave prod, but all'),
    });
    expect(verbs.sent).toEqual([]);
  });

  test('of somebody whom the fleet does not let: 1, with the words of the log', async () => {
    const plan = await verbs.planned();
    verbs.sender = 'AROAEXAMPLEGUEST001:eve';
    const ended = await verbs.run(['fleet approve', digits(plan), '--yes', '--output', 'json']);
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toEqual({
      verb: 'approve',
      results: [
        {
          rollout: plan.id,
          is: 'refused',
          says: expect.stringContaining('takes approvals of queue:AROAEXAMPLELEAD*'),
        },
      ],
    });
    expect((await verbs.head(plan.id)).approvals).toEqual([]);
  });

  test('that nobody hears of: 2, and where to look', async () => {
    const plan = await verbs.planned();
    verbs.deaf = true;
    const ended = verbs.run(['fleet approve', digits(plan), '--yes']);
    expect(await ended).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('nobody has heard of it yet'),
    });
  });

  test('names the number that was seen: when the plan has changed meanwhile it is refused', async () => {
    const plan = await verbs.planned();
    verbs.deaf = true;
    await verbs.run(['fleet approve', digits(plan), '--yes']);
    const stale = verbs.sent.at(-1);
    verbs.deaf = false;
    expect((await verbs.run(['fleet approve', digits(plan), '--yes'])).code).toBe(0);
    await verbs.minute();
    expect(await verbs.decide({ ...stale, queue: undefined })).toMatchObject({ status: 'refused' });
  });
});

describe('a rollout that runs', () => {
  test('is stopped and goes on with a reason; what is not halted does not proceed', async () => {
    const { id: rollout } = await verbs.approved();
    await verbs.steer();
    const early = await verbs.run(['fleet proceed', rollout, '--reason', 'why not', '--yes']);
    expect(early).toMatchObject({ code: 1, stdout: expect.stringContaining('not halted') });
    expect(await verbs.run(['fleet stop', '--reason', 'CHG-7 looks odd', '--yes'])).toMatchObject({
      code: 0,
    });
    const shown = await verbs.run(['fleet show', rollout]);
    expect(shown.code).toBe(1);
    expect(shown.stdout).toMatch(/halted, stopped by queue:\S+: CHG-7 looks odd/);
    expect(shown.stdout).toMatch(/db-upkeep fleet proceed monthly-\S+ --reason '<why>'/);
    expect(await verbs.run(['fleet proceed', '--yes'])).toMatchObject({ code: 64 });
    expect(await verbs.run(['fleet proceed', '--reason', 'it was nothing', '--yes'])).toMatchObject({
      code: 0,
    });
    await verbs.until(rollout, ({ state }) => state === 'running' || state === 'done');
  });

  test('a target is held until a time in every rollout that lists it, and let go again', async () => {
    const { id: rollout } = await verbs.approved();
    expect(await verbs.run(['fleet hold', ONE, '--yes'])).toMatchObject({ code: 64 });
    expect(await verbs.run(['fleet hold', OTHER, '--until', 'P7D', '--yes'])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining(`no open rollout lists ${OTHER}`),
    });
    const held = await verbs.run(['fleet hold', ONE, '--until', 'P7D', '--reason', 'release day', '--yes']);
    expect(held.code).toBe(0);
    const shown = await verbs.run(['fleet show', rollout, '--output', 'json']);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      holds: [{ target: ONE, because: 'release day' }],
      each: [{ target: ONE, stands: 'held' }],
    });
    expect(await verbs.run(['fleet unhold', ONE, '--yes'])).toMatchObject({ code: 0 });
    expect((await verbs.head(rollout)).holds).toEqual({});
  });

  test('is aborted: over once nothing is at work, and nothing was sent', async () => {
    const { id: rollout } = await verbs.approved();
    await verbs.steer();
    expect(await verbs.run(['fleet abort', '--reason', 'not now', '--yes'])).toMatchObject({ code: 0 });
    await verbs.until(rollout, ({ state }) => state === 'closed');
    expect(verbs.world.submissions()).toEqual([]);
    expect(await verbs.run(['fleet stop', rollout, '--yes'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('it is closed'),
    });
  });
});

test('halted by its budget: what ended badly is accepted with a reason, and a wave of which too little ended well is promoted', async () => {
  verbs.add(OTHER, { name: 'search' });
  const { id: rollout } = await verbs.approved();
  verbs.world.cloud.endings.add({ how: 'failed', fail_reason: 'out of memory', times: 1 });
  await verbs.until(rollout, ({ state }) => state === 'halted');
  const shown = await verbs.run(['fleet show']);
  expect(shown.code).toBe(1);
  expect(shown.stdout).toMatch(/^all +2 +×░ +0 +1 +0 +1 /m);
  expect(shown.stdout).toMatch(/if it goes on now: /);
  expect(shown.stdout).toMatch(/^failed +\w{32}in06 .*\n? .*out of memory/m);
  expect(shown.stdout).toContain(`fleet proceed ${rollout} --accept '<ids>' --reason '<why>'`);
  const [bad] = (await verbs.rows(rollout)).filter(({ state }) => state === 'ended');
  const told = await verbs.run(['explain', `fleet/${rollout}/${bad?.seq}/1`]);
  expect(told.stdout).toContain(`Send nothing by hand: its rollout counts this, and says what you can do:`);
  expect(told.stdout).toContain(`fleet show ${rollout}`);

  const good = bad?.target === ONE ? OTHER : ONE;
  const wrong = await verbs.run(['fleet proceed', '--accept', good, '--reason', 'typo', '--yes']);
  expect(wrong).toMatchObject({ code: 1, stdout: expect.stringContaining('did not end badly') });
  const because = ['--reason', 'it had too little memory'];
  expect(
    await verbs.run(['fleet proceed', '--accept', String(bad?.target), ...because, '--yes']),
  ).toMatchObject({
    code: 0,
  });
  const gated = await verbs.until(rollout, ({ waves }) => waves[0]?.state === 'at_gate');
  expect(gated.state).toBe('running');
  const waits = await verbs.run(['fleet show', 'monthly']);
  expect(waits.code).toBe(3);
  expect(waits.stdout).toContain(`fleet promote ${rollout} --wave 'all'`);
  const promoted = await verbs.run([
    'fleet promote',
    '--wave',
    'all',
    '--reason',
    'one of two will do',
    '--yes',
  ]);
  expect(promoted.code).toBe(0);
  await verbs.until(rollout, ({ state }) => state === 'done');
  const log = await verbs.run(['fleet show', rollout, '--output', 'json']);
  expect(JSON.parse(log.stdout)).toMatchObject({ state: 'done', tally: { well: 1, badly: 1, waiting: 0 } });
});

test('a pause names the rollouts that it keeps from starting, and its end those that go on, which it asks about', async () => {
  const { id: rollout } = await verbs.approved();
  await verbs.steer();
  for (const words of [['pause'], ['panic']]) {
    const paused = await verbs.run(words);
    expect(paused.stderr).toContain(`  ${rollout}  fleet monthly, `);
    expect(paused.stderr).toMatch(/to stop one: {2}npx \S+ db-upkeep fleet stop <rollout>/);
  }
  const unasked = await verbs.run(['resume']);
  expect(unasked).toMatchObject({
    code: 64,
    stderr: expect.stringMatching(/rollouts that go on:\n.*pause stands/s),
  });
  expect(await verbs.run(['resume'], 'yes\n')).toMatchObject({ code: 0 });
});

test('rejected by its hash, nothing of a plan starts; promote and retry name what they need', async () => {
  const plan = await verbs.planned();
  expect(await verbs.run(['fleet promote', '--wave', 'all', '--yes'])).toMatchObject({ code: 64 });
  expect(await verbs.run(['fleet promote', plan.id, '--yes'])).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('--wave is needed'),
  });
  expect(await verbs.run(['fleet retry', ONE, '--rollout', plan.id, '--yes'])).toMatchObject({ code: 0 });
  expect(await verbs.run(['fleet reject', digits(plan), '--yes'])).toMatchObject({ code: 0 });
  expect((await verbs.head(plan.id)).state).toBe('lapsed');
});

test.each(['csv', 'md'] as const)('as %s: a line a target, with what the plan leaves out', async (output) => {
  verbs.add(OTHER, { name: 'search', patch_available: false });
  const plan = await verbs.planned();
  const ended = await verbs.run(['fleet show', plan.id, '--output', output]);
  expect(ended.stdout).toMatch(/waiting.*a{32}in06.*orders/);
  expect(ended.stdout).toMatch(/left out.*b{32}in06.*up to date/);
  const listed = await verbs.run(['fleet list', '--output', output]);
  expect(listed).toMatchObject({ code: 3, stdout: expect.stringContaining(plan.id) });
});

test('as html: one page to mail, with what needs somebody, the commands for it, and every target', async () => {
  verbs.add(OTHER, { name: '<b>search</b>', patch_available: false });
  const plan = await verbs.planned();
  const { stdout, code } = await verbs.run(['fleet show', plan.id, '--output', 'html']);
  expect([code, stdout]).toEqual([3, expect.stringMatching(/^<!doctype html>/)]);
  expect(stdout).toMatch(/fleet approve [0-9a-f]{16}/);
  expect(stdout).toMatch(/<bdi>orders<\/bdi>.*a{32}in06/);
  expect(stdout).toMatch(/b{32}in06.*nothing newer waits|up to date/);
  expect(stdout).not.toMatch(/<b>|<script|http-equiv="refresh"/);
});
