import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FleetTable } from '../../../shared/platform/fleet-ports.ts';
import { at, MINUTE, START } from '../../world/clock.ts';
import { type LedgerWorld, startWorld } from '../../world/world.ts';
import { fill, held, PROJECT, ranOf, survey } from './survey-world.ts';

let world: LedgerWorld;
let table: FleetTable;
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { READS_A_MINUTE: '6000' } });
});
beforeEach(async () => {
  await world.reset();
  table = await world.fleetTable();
});
afterAll(() => world.close());

const SERVICES = ['gaussdb', 'taurusdb', 'geminidb'] as const;
const stuckIn = async (place?: { region: string; project: string }) => {
  const { heads } = await held(table, place);
  return SERVICES.map((service) => heads.get(service)?.stuck?.kind);
};
const gauss = (count: number) => {
  for (let nth = 0; nth < count; nth += 1) {
    const id = `${String(nth).padStart(32, 'e')}in14`;
    world.cloud.state.addInstance({ id, service: 'gaussdb', project_id: PROJECT });
  }
};

test('429 for an hour: the service is stuck since then, the others are whole, its rows stay, and it is asked less and less', async () => {
  fill(world, 30);
  await survey();
  const { rows } = await held(table);
  world.cloud.faults.decide = ({ call }) =>
    call === 'listDatabaseInstances' ? { kind: 'throttle' } : undefined;
  const asked = () => world.cloud.reads()['gaussdb listDatabaseInstances'] ?? 0;
  const before = asked();
  for (let minute = 60; minute <= 120; minute += 1) {
    at(minute);
    await survey({ remaining: () => MINUTE });
  }
  const { rows: after, heads } = await held(table);
  expect(heads.get('gaussdb')).toMatchObject({
    stuck: { kind: 'throttled', since: START + 60 * MINUTE, reason: expect.stringContaining('429') },
    complete: { started_at: START },
  });
  expect(heads.get('taurusdb')?.complete?.started_at).toBe(START + 120 * MINUTE);
  expect([...after.keys()]).toEqual([...rows.keys()]);
  // Not in each of 61 minutes.
  expect(asked() - before).toBeLessThan(15);
  world.cloud.faults.clear();
  at(140);
  await survey();
  expect((await held(table)).heads.get('gaussdb')).not.toHaveProperty('stuck');
});

test('a run without time for a read does not say that the cloud can be asked again', async () => {
  fill(world, 0);
  gauss(3);
  world.cloud.faults.add({ call: 'listDatabaseInstances', fault: { kind: 'throttle' } });
  await survey();
  at(5);
  await survey({ remaining: () => 1000 });
  expect((await held(table)).heads.get('gaussdb')?.stuck).toMatchObject({ kind: 'throttled', since: START });
  at(6);
  await survey();
  expect((await held(table)).heads.get('gaussdb')).not.toHaveProperty('stuck');
});

test('candidates that are throttled stop the survey behind the last instance that was asked about', async () => {
  fill(world, 0);
  gauss(40);
  let asked = 0;
  world.cloud.faults.decide = ({ call }) =>
    call === 'showUpgradeCandidateVersions' && ++asked > 22 ? { kind: 'throttle' } : undefined;
  expect(ranOf(await survey(), 'gaussdb').did).toBe('stopped');
  expect(await stuckIn()).toEqual(['throttled', undefined, undefined]);
  expect((await held(table)).rows.size).toBeGreaterThanOrEqual(20);
  world.cloud.faults.clear();
  at(2);
  expect(ranOf(await survey(), 'gaussdb').did).toBe('completed');
  expect((await held(table)).rows.size).toBe(40);
});

test('one that is deleted, and one that is made, while the list is read: nobody is lost, and who is gone is not met', async () => {
  fill(world, 0);
  gauss(250);
  await survey();
  const all = world.cloud.state.instances.by('project', PROJECT);
  const [first] = all;
  let pages = 0;
  world.cloud.faults.decide = ({ call, targets }) => {
    if (call === 'listDatabaseInstances' && targets.length === 0 && ++pages === 2)
      world.cloud.state.instances.delete(first?.id ?? '');
    return undefined;
  };
  at(60);
  expect(ranOf(await survey(), 'gaussdb')).toMatchObject({ did: 'completed' });
  at(120);
  await survey();
  const { rows, heads } = await held(table);
  expect(rows.size).toBe(250);
  expect([...rows.values()].flatMap(({ target, gone_at }) => (gone_at ? [target] : []))).toEqual([first?.id]);
  expect(heads.get('gaussdb')?.complete).toMatchObject({ met: 249 });
});

test('items without an id that can stand as a key are counted, and hide nobody', async () => {
  fill(world, 0);
  gauss(3);
  const items = [
    { id: 'a b' },
    { id: '' },
    { id: 'x'.repeat(3000) },
    {},
    null,
    { id: `${'7'.repeat(32)}in14`, name: 'one' },
  ];
  world.cloud.faults.decide = ({ call, targets }) =>
    call === 'listDatabaseInstances' && targets.length === 0
      ? { kind: 'wrong-shape', body: { instances: items, total_count: items.length } }
      : undefined;
  expect(ranOf(await survey(), 'gaussdb').did).toBe('completed');
  const { rows, heads } = await held(table);
  expect([...rows.keys()]).toEqual([`${'7'.repeat(32)}in14`]);
  expect(heads.get('gaussdb')?.complete).toMatchObject({ met: 1, nameless: 5 });
});

test('a list that tells of more than it shows says so', async () => {
  fill(world, 0);
  const instances = [{ id: `${'7'.repeat(32)}in14` }];
  world.cloud.faults.decide = ({ call }) =>
    call === 'listDatabaseInstances'
      ? { kind: 'wrong-shape', body: { instances, total_count: 3 } }
      : undefined;
  await survey();
  expect((await held(table)).heads.get('gaussdb')?.complete).toMatchObject({ met: 1, unlisted: 2 });
});

test('an instance with more in it than an item of the table holds is kept by its id, and says that it could not be read', async () => {
  fill(world, 0);
  const huge = { id: `${'7'.repeat(32)}in14`, name: '数'.repeat(200_000) };
  world.cloud.faults.decide = ({ call }) =>
    call === 'listDatabaseInstances'
      ? { kind: 'wrong-shape', body: { instances: [huge], total_count: 1 } }
      : undefined;
  const run = await survey();
  expect(run.failures).toEqual([]);
  expect((await held(table)).rows.get(huge.id)).toMatchObject({ target: huge.id, unread: ['instance'] });
});

describe('a place that cannot be read', () => {
  test('a project without rights, and a region that nobody knows, are named; no login is made for the latter', async () => {
    const theirs = '2'.repeat(32);
    fill(world, 6);
    world.cloud.state.projects.set(theirs, { id: theirs, name: 'theirs', domain: 'somebody else' });
    const foreign = { region: 'ap-southeast-1', project: theirs };
    const nowhere = { region: 'xx-nowhere-1', project: theirs };
    const here = { region: 'ap-southeast-1', project: PROJECT };
    await survey({ places: [nowhere, foreign, here] });
    expect(await stuckIn(nowhere)).toEqual(['no_host', 'no_host', 'no_host']);
    expect(await stuckIn(foreign)).toEqual(['no_right', 'no_right', 'no_right']);
    expect(await stuckIn(here)).toEqual([undefined, undefined, undefined]);
    expect((await held(table, nowhere)).heads.get('gaussdb')).not.toHaveProperty('first_pass_at');
  });

  test.each([
    ['with a ledger', {}],
    ['without one', { LEDGER_TABLE: undefined }],
  ])(
    '%s a login that is refused holds for every place of it, is tried once, and their rows stay',
    async (_, environment) => {
      world.set(environment);
      const other = '2'.repeat(32);
      fill(world, 6);
      fill(world, 6, 'other', other);
      const places = [PROJECT, other].map((project) => ({ region: 'ap-southeast-1', project }));
      await survey({ places });
      world.freshUser('another password');
      at(60);
      const before = world.tokenRequests();
      await survey({ places });
      expect(world.tokenRequests() - before).toBe(1);
      for (const place of places) {
        expect(await stuckIn(place)).toEqual(['credentials', 'credentials', 'credentials']);
        expect((await held(table, place)).rows.size).toBeGreaterThanOrEqual(6);
      }
    },
  );
});
