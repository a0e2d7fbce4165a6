import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { HEAD, type PassPage, pagesOfPass, surveyKey } from '../../../shared/fleet/survey/rows.ts';
import { openStore } from '../../../shared/fleet/survey/store.ts';
import type { FleetTable } from '../../../shared/platform/fleet-ports.ts';
import { at, MINUTE, START } from '../../world/clock.ts';
import { type LedgerWorld, startWorld } from '../../world/world.ts';
import { fill, held, itemsOf, PROJECT, ranOf, survey } from './survey-world.ts';

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

const instances = () => world.cloud.state.instances.by('project', PROJECT);
const idsOf = (all: readonly { id: string }[]) => all.map(({ id }) => id).sort();
const candidates = () => world.cloud.reads()['gaussdb showUpgradeCandidateVersions'] ?? 0;
const gauss = (count: number) =>
  Array.from({ length: count }, (_, nth) => {
    const id = `${String(nth).padStart(32, 'e')}in14`;
    world.cloud.state.addInstance({ id, service: 'gaussdb', project_id: PROJECT });
    return id;
  });
/** What is left of a function's run. */
const A_RUN = { remaining: () => MINUTE };

describe('a pass', () => {
  test('has a row for every instance and proxy, and writes none the second time', async () => {
    fill(world, 120);
    const first = await survey();
    expect(first.failures).toEqual([]);
    expect(first.surveyed.map(({ did }) => did)).toEqual(['completed', 'completed', 'completed']);
    const { rows, heads } = await held(table);
    const all = [...rows.values()];
    expect(all.flatMap(({ target, instance }) => (instance ? [] : [target])).sort()).toEqual(
      idsOf(instances()),
    );
    const proxies = [...world.cloud.state.proxies.values()].filter(
      ({ project_id }) => project_id === PROJECT,
    );
    expect(all.flatMap(({ target, instance }) => (instance ? [target] : [])).sort()).toEqual(idsOf(proxies));
    expect(heads.get('gaussdb')).toMatchObject({
      first_pass_at: START,
      complete: {
        started_at: START,
        ended_at: START,
        met: instances().filter(({ service }) => service === 'gaussdb').length,
        nameless: 0,
      },
    });
    at(60);
    const second = await survey();
    expect(second.surveyed.map((one) => (one.did === 'completed' ? one.changed : one.did))).toEqual([
      0, 0, 0,
    ]);
  });

  test('is not made again before its time, and then it is', async () => {
    fill(world, 10);
    await survey();
    at(59);
    expect((await survey()).surveyed.map(({ did }) => did)).toEqual(['nothing', 'nothing', 'nothing']);
    at(60);
    expect((await survey()).surveyed.map(({ did }) => did)).toEqual(['completed', 'completed', 'completed']);
  });

  test('stops at the pace and goes on a minute later behind the instance that was done last', async () => {
    fill(world, 0);
    const ids = gauss(100);
    world.set({ READS_A_MINUTE: '30' });
    const dids: string[] = [];
    for (let minute = 0; minute < 5; minute += 1) {
      at(minute);
      const before = candidates();
      dids.push(ranOf(await survey(A_RUN), 'gaussdb').did);
      expect(candidates() - before).toBeLessThanOrEqual(30);
    }
    expect(dids).toEqual(['stopped', 'stopped', 'stopped', 'completed', 'nothing']);
    expect([...(await held(table)).rows.keys()].sort()).toEqual(ids.toSorted());
    // A slice of five may have been cut off by the end of the minute.
    expect(candidates()).toBeLessThanOrEqual(100 + 3 * 4);
    expect((await held(table)).heads.get('gaussdb')?.complete).toMatchObject({ started_at: START, met: 100 });
  });

  test('keeps the pace from run to run: a second one in the same minute reads nothing', async () => {
    fill(world, 0);
    gauss(100);
    world.set({ READS_A_MINUTE: '30' });
    await survey(A_RUN);
    const before = candidates();
    expect(before).toBeGreaterThan(20);
    await survey(A_RUN);
    expect(candidates()).toBe(before);
  });

  test('is made by one of two runs at once; a run that was killed is followed by another two minutes later', async () => {
    fill(world, 0);
    gauss(20);
    const both = await Promise.all([survey(), survey()]);
    const dids = both.map((one) => ranOf(one, 'gaussdb').did).sort();
    expect(dids).toEqual(['at_it', 'completed']);
    expect(candidates()).toBe(20);

    at(60);
    const stop = world.ledger.stop(
      'there',
      ({ action, body }) => action === 'BatchWriteItem' && body.includes('page#'),
    );
    const killed = survey();
    await stop.arrived;
    at(61);
    expect(ranOf(await survey(), 'gaussdb').did).toBe('nothing');
    expect(ranOf(await survey({ now: true }), 'gaussdb').did).toBe('at_it');
    at(62);
    expect(ranOf(await survey(), 'gaussdb').did).toBe('completed');
    stop.release();
    expect(ranOf(await killed, 'gaussdb').did).toBe('at_it');
    expect((await held(table)).rows.size).toBe(20);
  });
});

test('at a pace at which a slice of instances would be a minute of reads, one at a time is done', async () => {
  fill(world, 0);
  const proxies = Array.from({ length: 6 }, (_, nth) => {
    const instance_id = `${String(nth).padStart(32, 'd')}in07`;
    world.cloud.state.addInstance({ id: instance_id, service: 'taurusdb', project_id: PROJECT });
    const id = `${String(nth).padStart(32, 'c')}po01`;
    world.cloud.state.addProxy({ id, instance_id, project_id: PROJECT });
    return id;
  });
  world.set({ READS_A_MINUTE: '7' });
  for (let minute = 0; minute < 6; minute += 1) {
    at(minute);
    await survey(A_RUN);
  }
  const { rows, heads } = await held(table);
  expect(heads.get('taurusdb')?.complete).toMatchObject({ started_at: START, met: 6 });
  expect(proxies.filter((id) => !rows.has(id))).toEqual([]);
});

test('a complete pass leaves its own pages alone, with every instance on one of them, and no tags', async () => {
  fill(world, 40);
  await survey();
  at(60);
  await survey();
  for (const service of ['gaussdb', 'taurusdb', 'geminidb'] as const) {
    const items = await itemsOf(table, surveyKey({ region: 'ap-southeast-1', project: PROJECT, service }));
    const pages = items.filter(({ sk }) => sk !== HEAD);
    expect(pages.every(({ sk }) => sk.startsWith(pagesOfPass(START + 60 * MINUTE)))).toBe(true);
    const met = pages.flatMap(({ doc }) => (JSON.parse(doc) as PassPage).met).sort();
    expect(met).toEqual(idsOf(instances().filter((one) => one.service === service)));
  }
});

test('of two that see a version first in the same moment, both tell the time of the one that was noted', async () => {
  const store = openStore(table, { region: 'ap-southeast-1', project: PROJECT, service: 'gaussdb' });
  const stop = world.ledger.stop('there', ({ action }) => action === 'PutItem');
  const slow = store.seen('GaussDB', ['3.208.0.9'], 10);
  await stop.arrived;
  expect(await store.seen('GaussDB', ['3.208.0.9'], 5)).toEqual(new Map([['3.208.0.9', 5]]));
  stop.release();
  expect(await slow).toEqual(new Map([['3.208.0.9', 5]]));
});

describe('what a complete pass has not met', () => {
  test('is asked for by its id, once, and is gone; its row says since when and comes to life again', async () => {
    fill(world, 0);
    const [first = ''] = gauss(3);
    await survey();
    const kept = world.cloud.state.instances.get(first);
    world.cloud.state.instances.delete(first);
    at(60);
    expect(ranOf(await survey(), 'gaussdb')).toMatchObject({ did: 'completed', met: 2, changed: 1, gone: 1 });
    expect(world.cloud.reads(first)['gaussdb listDatabaseInstances']).toBe(1);
    expect((await held(table)).rows.get(first)).toMatchObject({
      target: first,
      gone_at: START + 60 * MINUTE,
    });
    const item = await table.get({ pk: `place#gaussdb#ap-southeast-1#${PROJECT}`, sk: first });
    expect(item?.expires_at).toBe((START + 60 * MINUTE) / 1000 + 400 * 24 * 3600);
    at(120);
    expect(ranOf(await survey(), 'gaussdb')).toMatchObject({ changed: 0, gone: 0 });
    expect(world.cloud.reads(first)['gaussdb listDatabaseInstances']).toBe(1);
    if (kept) world.cloud.state.addInstance(kept);
    at(180);
    await survey();
    expect((await held(table)).rows.get(first)).not.toHaveProperty('gone_at');
  });

  test('stays where it is there all the same, and where nobody can tell', async () => {
    fill(world, 0);
    const [first = '', second = ''] = gauss(3);
    await survey();
    // The list leaves out two; of one the cloud does not answer.
    world.cloud.faults.decide = ({ call, targets }) => {
      if (call !== 'listDatabaseInstances') return undefined;
      if (targets.includes(second)) return { kind: 'refuse', status: 500, body: {} };
      if (targets.length > 0) return undefined;
      return { kind: 'wrong-shape', body: { instances: [], total_count: 0 } };
    };
    at(60);
    expect(ranOf(await survey(), 'gaussdb')).toMatchObject({ did: 'completed', gone: 0, changed: 0 });
    const { rows, heads } = await held(table);
    expect([rows.get(first)?.gone_at, rows.get(second)?.gone_at]).toEqual([undefined, undefined]);
    expect(heads.get('gaussdb')?.complete).toMatchObject({ met: 2 });
  });

  test('a proxy is gone with its instance, or when its instance no longer has it, and not when proxies cannot be read', async () => {
    fill(world, 60);
    await survey();
    const proxies = [...world.cloud.state.proxies.values()].filter(
      ({ project_id }) => project_id === PROJECT,
    );
    const [one, other, third] = proxies;
    if (!one || !other || !third) throw new Error('the seed made too few proxies');
    world.cloud.state.proxies.delete(one.id);
    world.cloud.state.instances.delete(other.instance_id);
    for (const { id } of proxies.filter(({ instance_id }) => instance_id === other.instance_id))
      world.cloud.state.proxies.delete(id);
    world.cloud.faults.decide = ({ call, targets }) =>
      call === 'showGaussMySqlProxyList' && targets.includes(third.instance_id)
        ? { kind: 'refuse', status: 403, body: {} }
        : undefined;
    world.cloud.state.proxies.delete(third.id);
    at(60);
    await survey();
    const { rows } = await held(table);
    const gone = [one.id, other.id, other.instance_id, third.id].map(
      (id) => rows.get(id)?.gone_at !== undefined,
    );
    expect(gone).toEqual([true, true, true, false]);
  });
});
