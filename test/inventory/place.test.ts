import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { inventoryOf, type Part, type Wanted } from '../../shared/fleet/inventory.ts';
import type { Instance } from '../../shared/huawei/services/instance.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { makeFleet } from '../../stand-in/cloud/made-fleet.ts';
import type { DatabaseService } from '../../stand-in/cloud/resources.ts';
import { collect } from './collect.ts';

const PROJECT = '1'.repeat(32);
const OTHER = '2'.repeat(32);
const KEYS = ['env', 'owner', 'upkeep-hold-until', 'note'];
const COUNT = 420;

let cloud: Cloud;
// A login is remembered by its host: each test has hosts of its own.
beforeEach(async () => {
  cloud = await startCloud();
  for (const id of [PROJECT, OTHER])
    cloud.state.projects.set(id, { id, name: `ap-southeast-1_${id[0]}`, domain: 'acme' });
  makeFleet(cloud.state, { seed: 'place', count: COUNT, project_ids: [PROJECT, OTHER] });
});

afterEach(() => cloud.close());

const settings = () =>
  loadSettings({
    HW_REGION_NAME: 'ap-southeast-1',
    HW_ENDPOINTS: JSON.stringify(cloud.endpoints),
    HW_DOMAIN_NAME: 'acme',
    HW_USER_NAME: 'upkeep',
    HW_USER_PASSWORD: 'correct horse battery staple',
    READS_A_MINUTE: '6000',
  });
const NO_HURRY = () => Number.POSITIVE_INFINITY;
const read = (project = PROJECT, wanted: Partial<Wanted> = {}, region = 'ap-southeast-1') =>
  collect(inventoryOf({ region, project }, settings(), NO_HURRY, { tag_keys: KEYS, ...wanted }));

const listedIn = (parts: readonly Part[], service?: DatabaseService): Instance[] =>
  parts.flatMap((part) =>
    'page' in part && (service === undefined || part.service === service)
      ? part.page.listed.flatMap((one) => one?.instance ?? [])
      : [],
  );
const missingIn = (parts: readonly Part[]) =>
  parts.flatMap((part) => ('missing' in part ? [[part.service, part.kind]] : []));
const held = (project = PROJECT, service?: DatabaseService) =>
  cloud.state.instances
    .by('project', project)
    .filter((one) => service === undefined || one.service === service);
const idsOf = (all: readonly { id: string }[]) => all.map(({ id }) => id).sort();

test('a place is read whole: every instance of its project with tags, enterprise project, window and nodes', async () => {
  const parts = await read();
  expect(missingIn(parts)).toEqual([]);
  const shown = new Map(listedIn(parts).map((instance) => [instance.id, instance]));
  expect([...shown.keys()].sort()).toEqual(idsOf(held()));
  for (const one of held()) {
    expect(shown.get(one.id)).toMatchObject({
      name: one.name,
      status: one.status,
      window: one.maintenance_window,
      enterprise_project_id: one.enterprise_project_id,
      tags: Object.fromEntries(one.tags.map(({ key, value }) => [key, value])),
      nodes: [{}, {}, {}],
      unread: [],
    });
  }
});

test('an engine that the query by tag does not know has tags that nobody read, not none', async () => {
  const [first] = held(PROJECT, 'geminidb');
  cloud.state.change(first?.id ?? '', { engine: 'dynamodb' });
  const shown = listedIn(await read()).find(({ id }) => id === first?.id);
  expect(shown).toMatchObject({ unread: ['tags'] });
  expect(shown).not.toHaveProperty('tags');
});

describe('what cannot be read hides nothing else', () => {
  test('the query by tag: its instances are there, and their tags unread', async () => {
    cloud.faults.decide = ({ call }) =>
      call === 'listInstancesByResourceTags' ? { kind: 'refuse', status: 403, body: {} } : undefined;
    const parts = await read();
    expect(missingIn(parts)).toEqual([]);
    const shown = listedIn(parts, 'geminidb');
    expect(idsOf(shown)).toEqual(idsOf(held(PROJECT, 'geminidb')));
    expect(shown.every(({ tags }) => tags === undefined)).toBe(true);
  });

  test('a query by tag that shows fewer than it counts proves no tag absent', async () => {
    const body = { instances: [], total_count: 3 };
    cloud.faults.decide = ({ call }) =>
      call === 'listInstancesByResourceTags' ? { kind: 'wrong-shape', body } : undefined;
    expect(listedIn(await read(), 'geminidb').every(({ tags }) => tags === undefined)).toBe(true);
  });

  test('one tag where the sample has an object in place of a list is read', async () => {
    const [first] = held(PROJECT, 'geminidb');
    cloud.faults.decide = ({ call, body }) => {
      const [asked] = (body as { tags?: { key: string }[] })?.tags ?? [];
      if (call !== 'listInstancesByResourceTags' || asked?.key !== 'env') return undefined;
      const tags = { key: 'env', value: 'prod' };
      return {
        kind: 'wrong-shape',
        body: { instances: [{ instance_id: first?.id, instance_name: 'x', tags }], total_count: 1 },
      };
    };
    const shown = listedIn(await read(), 'geminidb').find(({ id }) => id === first?.id);
    expect(shown?.tags).toMatchObject({ env: 'prod' });
  });

  test('the details of some: the window of those alone is unread', async () => {
    cloud.faults.add({
      call: 'listGaussMySqlInstanceDetailInfoUnifyStatus',
      fault: { kind: 'refuse', status: 403, body: {} },
    });
    const shown = listedIn(await read(), 'taurusdb');
    expect(idsOf(shown)).toEqual(idsOf(held(PROJECT, 'taurusdb')));
    const unread = shown.filter((instance) => instance.unread.includes('maintenance_window'));
    expect(unread).toHaveLength(20);
  });

  test('a host without a read of several details is asked for each', async () => {
    cloud.state.unpublished = ['taurusdb GET /v3.1/{project_id}/instances/details'];
    const shown = listedIn(await read(), 'taurusdb');
    expect(shown.every(({ window, nodes }) => window && nodes?.length === 3)).toBe(true);
    expect(cloud.reads()['taurusdb showGaussMySqlInstanceInfo']).toBe(held(PROJECT, 'taurusdb').length);
  });

  test('details that are too long together are read of fewer at once', async () => {
    for (const { id } of held(PROJECT, 'taurusdb').slice(0, 20)) {
      cloud.state.change(id, { nodes: Array.from({ length: 300 }, () => 'ACTIVE') });
    }
    const shown = listedIn(await read(), 'taurusdb');
    expect(shown.every(({ window }) => window)).toBe(true);
  });

  test('a service that is throttled: the others are whole, and it goes on at its cursor', async () => {
    const all = idsOf(held(PROJECT, 'gaussdb'));
    for (let n = 0; n < 150; n += 1) {
      cloud.state.addInstance({
        id: `${String(n).padStart(32, 'e')}in14`,
        service: 'gaussdb',
        project_id: PROJECT,
      });
    }
    let pages = 0;
    cloud.faults.decide = ({ call }) =>
      call === 'listDatabaseInstances' && ++pages > 1 ? { kind: 'throttle' } : undefined;
    const parts = await read();
    expect(missingIn(parts)).toEqual([['gaussdb', 'throttled']]);
    expect(idsOf(listedIn(parts, 'taurusdb'))).toEqual(idsOf(held(PROJECT, 'taurusdb')));
    const last = parts.findLast((part) => 'page' in part && part.service === 'gaussdb');
    const next = last && 'page' in last ? last.page.next : undefined;
    cloud.faults.decide = () => undefined;
    const rest = await read(PROJECT, next ? { from: { gaussdb: next } } : {});
    const both = [...listedIn(parts, 'gaussdb'), ...listedIn(rest, 'gaussdb')];
    expect(idsOf(both)).toEqual(idsOf(held(PROJECT, 'gaussdb')));
    expect(both.length).toBe(all.length + 150);
  });

  test('details that are throttled stop the service, and no page of it comes without them', async () => {
    cloud.faults.add({
      call: 'listGaussMySqlInstanceDetailInfoUnifyStatus',
      fault: { kind: 'throttle' },
    });
    const parts = await read();
    expect(missingIn(parts)).toEqual([['taurusdb', 'throttled']]);
    expect(listedIn(parts, 'taurusdb')).toEqual([]);
    expect(idsOf(listedIn(parts, 'geminidb'))).toEqual(idsOf(held(PROJECT, 'geminidb')));
  });

  test('an instance that is deleted between two pages', async () => {
    for (let n = 0; n < 150; n += 1) {
      cloud.state.addInstance({
        id: `${String(n).padStart(32, 'e')}in14`,
        service: 'gaussdb',
        project_id: PROJECT,
      });
    }
    const [first] = held(PROJECT, 'gaussdb');
    let pages = 0;
    cloud.faults.decide = ({ call }) => {
      if (call === 'listDatabaseInstances' && ++pages === 2) cloud.state.instances.delete(first?.id ?? '');
      return undefined;
    };
    const shown = new Set(idsOf(listedIn(await read(), 'gaussdb')));
    expect(idsOf(held(PROJECT, 'gaussdb')).filter((id) => !shown.has(id))).toEqual([]);
  });

  test('a project without rights, and a region without a host, by name', async () => {
    cloud.state.projects.set(OTHER, { id: OTHER, name: 'theirs', domain: 'somebody else' });
    const foreign = await read(OTHER);
    expect(listedIn(foreign)).toEqual([]);
    expect(missingIn(foreign).map(([service]) => service)).toEqual(['gaussdb', 'taurusdb', 'geminidb']);
    const nowhere = await read(PROJECT, {}, 'xx-nowhere-1');
    expect(missingIn(nowhere)).toEqual([
      ['gaussdb', 'no_host'],
      ['taurusdb', 'no_host'],
      ['geminidb', 'no_host'],
    ]);
  });
});

test('the same seed makes the same fleet, another one another', () => {
  const fleetOf = (seed: string) => {
    cloud.reset();
    makeFleet(cloud.state, { seed, count: 60, project_ids: [PROJECT] });
    return JSON.stringify(held());
  };
  expect(fleetOf('a')).toBe(fleetOf('a'));
  expect(fleetOf('a')).not.toBe(fleetOf('b'));
});
