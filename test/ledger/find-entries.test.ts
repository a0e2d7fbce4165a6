import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findEntries } from '../../shared/ledger/find-entries.ts';
import { openTable } from '../../shared/platform/aws/table.ts';
import type { Page } from '../../shared/platform/page.ts';
import type { Table } from '../../shared/platform/ports.ts';
import { type LedgerTable, startLedgerTable } from '../../stand-in/platform/ledger-table.ts';

let ledger: LedgerTable;
let table: Table;
const before = { ...process.env };
beforeAll(async () => {
  ledger = await startLedgerTable();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: ledger.endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local-secret-access-key',
  });
  table = openTable(await ledger.create());
});
afterAll(async () => {
  await ledger.close();
  process.env = before;
});

const row = (pk: string, doc: object) => ({
  pk,
  version: 1,
  write_id: pk,
  doc: JSON.stringify(doc),
  expires_at: 9,
});
const all = { keep: () => true };
const namesOf = ({ entries }: { entries: readonly { request_id: string }[] }) =>
  entries.map(({ request_id }) => request_id).sort();

test('a scan finds entries of the operations on every page, and nothing else', async () => {
  // More than a page of 1 MiB.
  const intent = { reason: 'x'.repeat(100_000) };
  for (let n = 0; n < 15; n++)
    await table.put(row(`patch#p#r-${n}`, { request_id: `r-${n}`, intent }), 'nothing');
  for (const pk of ['lock#geminidb#p#i', 'job#1#t', 'credential#me', 'patchwork#p#r', 'proxy#p#q']) {
    await table.put(row(pk, { request_id: pk }), 'nothing');
  }
  const found = await findEntries(table, ['patch', 'proxy'], all);
  expect(found.complete).toBe(true);
  expect(namesOf(found)).toEqual([...Array.from({ length: 15 }, (_, n) => `r-${n}`), 'proxy#p#q'].sort());
  expect((await table.scan({ prefixes: ['patch#'] })).next).toBeDefined();

  await table.put(row('proxy#p#s', { request_id: 's', intent: { change_id: 'a "quoted" one' } }), 'nothing');
  expect(
    namesOf(await findEntries(table, ['patch', 'proxy'], { mentions: 'a "quoted" one', ...all })),
  ).toEqual(['s']);
  expect(
    namesOf(await findEntries(table, ['patch'], { keep: ({ request_id }) => request_id === 'r-3' })),
  ).toEqual(['r-3']);
});

test('a table without end is read in part, and that is said', async () => {
  let pages = 0;
  const endless = {
    scan: async (_: unknown, page?: Page) => {
      expect(page === undefined).toBe(pages === 0);
      return { rows: [row('patch#p#r', { request_id: String(++pages) })], next: { pk: { S: 'x' } } };
    },
  } as unknown as Table;
  const found = await findEntries(endless, ['patch'], all);
  expect([found.complete, found.entries.length]).toEqual([false, 300]);
});
