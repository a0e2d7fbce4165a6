import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { setClock } from '../world/clock.ts';
import { type CommandWorld, startWorld } from '../world/world.ts';
import { inProcess } from './in-process.ts';
import { BARE, NODE, PATCHED, PROJECT, PROXY, place, seedPending, WAITING } from './pending-project.ts';

let world: CommandWorld;
beforeAll(async () => {
  world = await startWorld({ commands: true });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  seedPending(world.cloud);
});
afterEach(() => void world.printed());

const run = (...args: string[]) => world.run('pending', ['--project', PROJECT, ...args]);

describe('what it ends with', () => {
  test('0: nothing newer waits, also where an instance has no proxy', async () => {
    const { state } = world.cloud;
    state.change(WAITING, { patch_available: false });
    state.change(NODE, { hotfix_candidates: [] });
    state.change(PROXY, { version: '2.24.03.000', can_upgrade: undefined });
    state.change(BARE, { missing: ['maintenance_window'] });
    expect(await run()).toMatchObject({ code: 0, stderr: '' });
    state.change(PATCHED, { missing: ['patch_available'] });
    expect(await run('--operation', 'patch-databases')).toMatchObject({ code: 2 });
  });

  test('1: what waits is not proposed, but waits', async () => {
    world.cloud.state.change(WAITING, { status: 'abnormal' });
    expect(await run('--operation', 'patch-databases')).toMatchObject({ code: 1, stderr: '' });
  });
});

test('hot patches of equal versions and windows are one command, thirty instances at most; what restarts is one by one', async () => {
  const { state } = world.cloud;
  const add = (id: string, more: object) =>
    state.addInstance({
      project_id: PROJECT,
      id,
      service: 'gaussdb',
      hotfix_candidates: ['3.208.0.9'],
      maintenance_window: '18:00-22:00',
      ...more,
    }).id;
  const id = (n: number) => `in14`.padStart(36, String(n).padStart(2, '0'));
  const alike = Array.from({ length: 32 }, (_, n) => add(id(n), {}));
  const elsewhen = add(id(40), { maintenance_window: '20:00-23:00' });
  const other = add(id(41), { hotfix_candidates: ['3.208.0.10'] });
  state.addInstance({ project_id: PROJECT, id: 'in13'.padStart(36, 'b'), service: 'geminidb' });
  const commands = async (operation: string) => {
    const { stdout } = await run('--operation', operation);
    return [...stdout.matchAll(/^npx .* --json '(.*)'$/gm)].map(([, json = '']) => JSON.parse(json));
  };
  const hot = await commands('schedule-hotfix-upgrade');
  const sets = hot.map(({ instance_ids }) => instance_ids);
  expect(sets.flat().sort()).toEqual([NODE, ...alike, elsewhen, other].sort());
  const first = sets.find((ids) => ids.length === 30);
  expect(new Set([...first, ...sets.find((ids) => ids.length === 2)])).toEqual(new Set(alike));
  expect(sets.map((ids) => ids.length).sort((one, more) => more - one)).toEqual([30, 2, 1, 1, 1]);
  for (const { instance_ids, ...fields } of hot) {
    const target_version = instance_ids.includes(NODE)
      ? '3.208.0.9,3.208.0.10'
      : instance_ids.includes(other)
        ? '3.208.0.10'
        : '3.208.0.9';
    const hour = instance_ids.includes(elsewhen) ? '20' : '18';
    expect(fields).toEqual({ ...place, start_time: `2024-10-30T${hour}:00:00Z`, target_version });
  }
  expect((await commands('patch-databases')).map(({ instance_ids }) => instance_ids.length)).toEqual([1, 1]);
});

test('a read that has to wait for its turn long is told, once for all that wait meanwhile', async () => {
  for (const n of [1, 2, 3])
    world.cloud.state.addInstance({
      id: 'in07'.padStart(36, String(n)),
      service: 'taurusdb',
      project_id: PROJECT,
    });
  const timers = process.getBuiltinModule('node:timers/promises');
  const waited = jest.spyOn(timers, 'setTimeout').mockImplementation(async (ms = 0) => {
    const until = Date.now() + ms;
    await new Promise((resolve) => setImmediate(resolve));
    setClock(Math.max(Date.now(), until));
    return undefined as never;
  });
  try {
    const environment = { ...process.env, READS_A_MINUTE: '2' };
    const { code, stderr } = await inProcess(['pending', '--project', PROJECT], environment);
    expect(code).toBe(1);
    const told = stderr.match(/^TaurusDB: goes on in \d+ s, since 2 reads a minute are made of it/gm);
    const long = waited.mock.calls.filter(([ms = 0]) => ms > 3000);
    expect(told?.length).toBeGreaterThan(0);
    expect(told?.length).toBeLessThan(long.length);
  } finally {
    waited.mockRestore();
  }
});
