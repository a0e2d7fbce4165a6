import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { PassPage, TargetRow } from '../../../shared/fleet/survey/rows.ts';
import type { FleetItem, FleetTable } from '../../../shared/platform/fleet-ports.ts';
import type { Page } from '../../../shared/platform/page.ts';
import { type LedgerWorld, startWorld } from '../../world/world.ts';

let world: LedgerWorld;
let table: FleetTable;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  table = await world.fleetTable();
});
afterAll(() => world.close());

const item = (sk: string, more: Partial<FleetItem> = {}): FleetItem => ({
  pk: 'place#gaussdb#r#p',
  sk,
  version: 1,
  write_id: `${sk}-1`,
  doc: `{"of":"${sk}"}`,
  ...more,
});

async function every(read: (page?: Page) => Promise<{ items: FleetItem[]; next?: Page }>) {
  const pages: string[][] = [];
  let page: Page | undefined;
  do {
    const { items, next }: { items: FleetItem[]; next?: Page } = await read(page);
    pages.push(items.map(({ sk }) => sk));
    page = next;
  } while (page);
  return pages;
}

test('an item comes back as it was written, with what its indexes need and without', async () => {
  const row: TargetRow = {
    service: 'gaussdb',
    region: 'r',
    project: 'p',
    target: 'a',
    unread: [],
    offered: [],
    first_offered: {},
  };
  const page: PassPage = { read_at: 1, met: ['a'], nameless: 0 };
  const whole = item('a', {
    doc: JSON.stringify({ row, page }),
    due_at: 5,
    shard: '0',
    overdue_since: 7,
    place: 'r#p',
    expires_at: 9,
  });
  await table.putAll([whole, item('b')]);
  expect(await table.get(whole)).toEqual(whole);
  expect(await table.get(item('b'))).toEqual(item('b'));
  expect(await table.get(item('c'))).toBeUndefined();
});

test('a write that names the version it replaces is made once, also when its answer was lost', async () => {
  expect(await table.put(item('a'), 'nothing')).toBe(true);
  expect(await table.put(item('a', { write_id: 'other' }), 'nothing')).toBe(false);
  world.ledger.break('lost', ({ action }) => action === 'PutItem', 1);
  const second = item('a', { version: 2, write_id: 'second' });
  expect(await table.put(second, 1)).toBe(true);
  expect(await table.put(item('a', { version: 2, write_id: 'third' }), 1)).toBe(false);
  expect(await table.get(second)).toEqual(second);
});

test('any number of items is written and removed, a key that stands twice with its last item', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `t${String(index).padStart(2, '0')}`);
  await table.putAll([...names.map((name) => item(name)), item('t00', { doc: 'last' })]);
  expect((await table.get(item('t00')))?.doc).toBe('last');
  expect((await every((page) => table.list(item('').pk, '', page))).flat()).toEqual(names);
  await table.removeAll(names.slice(1).map((sk) => item(sk)));
  expect((await every((page) => table.list(item('').pk, '', page))).flat()).toEqual(['t00']);
});

test('items are listed by how their second key begins, page by page', async () => {
  const long = 'x'.repeat(300_000);
  await table.putAll([
    ...['p1', 'p2', 'p3', 'p4', 'p5'].map((sk) => item(sk, { doc: long })),
    item('a'),
    item('p9', { pk: 'place#gaussdb#r#other' }),
  ]);
  const pages = await every((page) => table.list(item('').pk, 'p', page));
  expect(pages.length).toBeGreaterThan(1);
  expect(pages.flat()).toEqual(['p1', 'p2', 'p3', 'p4', 'p5']);
});

test('what is due is found by its shard, what is overdue by its place, the longest first', async () => {
  await table.putAll([
    item('late', { due_at: 20, shard: '0', overdue_since: 30, place: 'r#p' }),
    item('early', { due_at: 10, shard: '0', overdue_since: 40, place: 'r#p' }),
    item('later', { due_at: 21, shard: '0', overdue_since: 51, place: 'r#p' }),
    item('elsewhere', { due_at: 10, shard: '1', overdue_since: 30, place: 'r#q' }),
    item('never'),
  ]);
  expect(await every((page) => table.due('0', 20, page))).toEqual([['early', 'late']]);
  expect(await every((page) => table.overdue('r#p', 50, page))).toEqual([['late', 'early']]);
});

test('a table that is not there is named in what is said', async () => {
  world.ledger.break('refused', () => true);
  await expect(table.get(item('a'))).rejects.toThrow(
    /^the fleet table db-upkeep-local-fleet-\d+ did not answer: AccessDeniedException/,
  );
});
