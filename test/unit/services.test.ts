import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withDetail } from '../../shared/huawei/details.ts';
import { classify } from '../../shared/huawei/error-book.ts';
import { checkAtRest } from '../../shared/huawei/instances.ts';
import { inventory, listedAs } from '../../shared/huawei/inventory.ts';
import type { Service } from '../../shared/huawei/services/service.ts';
import { services } from '../../shared/huawei/services/services.ts';
import { collect } from '../inventory/collect.ts';

const ID = 'a'.repeat(32);
const all: readonly Service[] = services;
const tags = [
  { key: 'env', value: 'prod' },
  { key: '__proto__', value: 'x' },
];
const node = { id: `${ID}no14`, name: 'n', status: 'normal' };
/** An item with every field that one of the lists shows. */
const item = {
  id: ID,
  name: 'orders',
  status: 'ACTIVE',
  actions: null,
  maintenance_window: '02:00-06:00',
  enterprise_project_id: 0,
  datastore: { type: 'an engine', version: '3.1', hotfix_versions: '3.1.1, 3.1.2', patch_available: true },
  tags,
  nodes: [node],
  groups: { nodes: [node] },
};

describe.each(all)('an instance of $label', ({ name, read }) => {
  test('is read whole', () => {
    const own = {
      gaussdb: { patches: ['3.1.1', '3.1.2'] },
      taurusdb: {},
      geminidb: { patch_available: true },
    }[name];
    const { tags: shown, ...rest } = read(item) ?? {};
    expect(rest).toEqual({
      id: ID,
      name: 'orders',
      status: 'ACTIVE',
      engine: 'an engine',
      version: '3.1',
      actions: [],
      window: '02:00-06:00',
      enterprise_project_id: '0',
      nodes: [node],
      unread: [],
      ...own,
    });
    // The list of GeminiDB has none: they are not known, which is not the same as none.
    expect(shown && Object.entries(shown)).toEqual(
      name === 'geminidb'
        ? undefined
        : [
            ['env', 'prod'],
            ['__proto__', 'x'],
          ],
    );
  });

  test('loses a field that cannot be read, by name, and none of the others', () => {
    const whole = read(item);
    const fields = fc.constantFrom(
      ...(Object.keys(item) as (keyof typeof item)[]).filter((one) => one !== 'id'),
    );
    fc.assert(
      fc.property(fields, fc.jsonValue(), (field, junk) => {
        const got = read({ ...item, [field]: junk });
        const known = Object.entries(whole ?? {}).filter(([key]) => !keysOf(field).includes(key));
        expect(got).toMatchObject(Object.fromEntries(known.filter(([key]) => key !== 'unread')));
        expect((got?.unread ?? []).every((lost) => [field, 'nodes', ...IN_DATASTORE].includes(lost))).toBe(
          true,
        );
      }),
    );
    expect(read({ ...item, name: 17 })).toEqual({ ...without(whole, 'name'), unread: ['name'] });
  });
});

const IN_DATASTORE = Object.keys(item.datastore);
/** The properties that a field of the list fills. */
const keysOf = (field: string): readonly string[] =>
  ({
    maintenance_window: ['window'],
    datastore: ['engine', 'version', 'patches', 'patch_available'],
    groups: ['nodes'],
  })[field] ?? [field];
const without = (whole: object | undefined, name: string) =>
  Object.fromEntries(Object.entries(whole ?? {}).filter(([key]) => key !== name));

test('tags: those that can be read where one cannot; none where GaussDB leaves the list out', () => {
  const [gaussdb, taurusdb] = services;
  const odd = { ...item, tags: [...tags.slice(0, 1), { key: 'owner', value: ['dba'] }, 'text'] };
  expect(gaussdb.read(odd)).toMatchObject({ tags: { env: 'prod' }, unread: ['tags'] });
  const { tags: _, ...bare } = item;
  expect(gaussdb.read(bare)?.tags).toEqual({});
  // TaurusDB shows an empty list for none: without one they are not known.
  expect(taurusdb.read(bare)?.tags).toBeUndefined();
});

test('an item without an id hides none of the others', async () => {
  const shown = async () => ({ instances: [null, { name: 'x' }, item, 'text'] });
  const [page] = await collect(inventory('geminidb', shown));
  expect(page?.listed.map((one) => one?.instance.id)).toEqual([undefined, undefined, ID, undefined]);
  const none = collect(inventory('geminidb', async () => ({ instances: undefined })));
  await expect(none).rejects.toMatchObject({ name: 'Unanswered', kind: 'failed' });
});

describe.each(all)('the words of $label', ({ name, statuses }) => {
  const look = (status: string) =>
    checkAtRest(
      name as (typeof services)[number]['name'],
      { instances: [{ id: ID, status, actions: [] }] },
      ID,
    );

  test.each(statuses.rest)('%s is at rest', (word) => expect(look(word)).toBeUndefined());
  test.each(statuses.passing)('%s ends by itself', (word) =>
    expect(look(word)).toMatchObject({ retry: true }),
  );
  test.each(statuses.broken)('%s is for a person, who is told what to do', (word) => {
    expect(look(word)).toEqual({ reason: expect.stringContaining(word), hint: expect.any(String) });
  });
});

test('a code of one service alone means nothing at the others, whatever it is called', () => {
  for (const { codes } of all) {
    for (const [code, meaning] of codes ?? []) {
      const read = services.map(({ name }) => classify(name, 409, code));
      expect(read.filter((one) => one === meaning)).toHaveLength(1);
    }
  }
  expect(classify('gaussdb', 400, 'constructor')).toEqual({ kind: 'stop_target' });
});

test('only GeminiDB tells work on an instance by its actions alone: without them it is not known', () => {
  const looks = services.map(({ name, statuses }) => [
    name,
    checkAtRest(name, { instances: [{ id: ID, status: statuses.rest[0] }] }, ID),
  ]);
  expect(Object.fromEntries(looks)).toEqual({
    gaussdb: undefined,
    taurusdb: undefined,
    geminidb: { unchecked: 'actions' },
  });
});

test('the window that only the detail shows is read there, or named as not read', async () => {
  const listed = listedAs('taurusdb', { id: ID });
  if (!listed) throw new Error('not listed');
  const detailed = async (detail: unknown) =>
    (await withDetail('taurusdb', listed, async () => ({ detail }))).instance;
  expect(await detailed({ instance: { maintenance_window: '18:00-22:00' } })).toMatchObject({
    window: '18:00-22:00',
    unread: [],
  });
  expect(await detailed(undefined)).toEqual({ id: ID, unread: ['maintenance_window'] });
});
