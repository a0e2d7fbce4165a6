import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { takeRoom } from '../../shared/ledger/hourly-count.ts';
import { liftPause, readPause, setPause } from '../../shared/ledger/pause.ts';
import { fromItem, type Item } from '../../shared/platform/aws/row.ts';
import { openTable } from '../../shared/platform/aws/table.ts';
import { type Case, hotfix, patch, plugin, proxy } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

// What 619f383, the first version, left in the table after the same requests.
const FIXTURE = new URL('rows-619f383.json', import.meta.url);
type Items = Awaited<ReturnType<LedgerWorld['items']>>;
const first = (): Items => JSON.parse(readFileSync(FIXTURE, 'utf8')) as Items;

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const HOUR = 'hour#patch-databases#night';
const table = () => openTable(String(process.env.LEDGER_TABLE));
const fire = (one: Case, request_id: string) => {
  const mail = world.mail(one.operation, { ...one.intent, request_id }, { id: request_id });
  return world.service.invoke(one.operation, mail, 60_000);
};
const single: Case = { ...patch, intent: { ...patch.intent, instance_ids: patch.targets.slice(0, 1) } };

// Since then, the order of ids no longer counts in a fingerprint; in theirs it is the same.
const sorted: Case = { ...hotfix, intent: { ...hotfix.intent, instance_ids: hotfix.targets.toSorted() } };

/** Every kind of row: entries, locks, a job that was found, the login's breaker, the pause, an hour's count. */
async function writeEveryKind(): Promise<void> {
  world.set({ HW_USER_NAME: 'first' });
  const password = String(process.env.HW_USER_PASSWORD);
  const user = { id: 'first', name: 'first', domain: 'acme', password, failures: 0, locked_until: 0 };
  world.cloud.state.users.set('acme/first', user);
  world.cloud.faults.add({ call: patch.call, fault: { kind: 'cut-after' } });
  await fire(single, 'lost');
  at(3);
  await world.resume(patch.operation);
  for (const one of [plugin, sorted, proxy]) await fire(one, 'taken');
  await takeRoom(table(), HOUR, { id: 'patch-databases#p#r', targets: ['a', 'b'], limit: 5 });
  await setPause(table(), { operation: '*', at: '2024-10-30T02:03:00Z', by: 'ann', reason: 'audit' });
  await setPause(table(), { operation: 'patch-databases', at: '2024-10-30T02:03:00Z', by: 'bob' });
}

/**
 * What a run draws by chance stands masked: names of writes and owners, the cloud's ids, the port of a stand-in; so does how
 * a stand-in cuts a connection off. */
const comparable = (items: Items): string[] =>
  items
    .map((item) => JSON.stringify(Object.entries(item).sort(([one], [other]) => one.localeCompare(other))))
    .map((text) =>
      text
        .replace(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, '<uuid>')
        .replace(/(?<=cloud_request_ids.{0,6}\[.{0,2}")[0-9a-f]{32}/g, '<id>')
        .replace(/(?<=127\.0\.0\.1:)\d+/g, '<port>')
        // How often it is written that a login was tried: more often than then.
        .replace(/(?<="credential#.*"version",\{"N":")\d+/, '<writes>')
        .replace(/Error: (?:socket hang up|read ECONNRESET)/g, '<cut off>'),
    )
    .sort();

const isPointer = ({ pk }: Items[number]) => /^pointers?\b/.test(String(pk?.S));

test('rows are written as 619f383 wrote them, byte for byte; pointers, which it did not know, come beside them', async () => {
  await writeEveryKind();
  const items = await world.items();
  expect(comparable(items.filter((item) => !isPointer(item)))).toEqual(comparable(first()));
  expect(items.filter(isPointer).every((item) => !item.doc || item.pk?.S === 'pointers')).toBe(true);
});

test('rows that 619f383 wrote are read: requests, instances, the pause and the hour', async () => {
  for (const item of first()) await table().put(fromItem(item as Item), 'nothing');
  at(4);
  for (const [one, id] of [
    [single, 'lost'],
    [plugin, 'taken'],
    [sorted, 'taken'],
    [proxy, 'taken'],
  ] as const) {
    expect((await fire(one, id)).lines[0]).toMatchObject({ status: 'duplicate', settled: 'accepted' });
  }
  expect(await readPause(table(), 'patch-databases')).toMatchObject({ operation: '*', by: 'ann' });
  const full = await takeRoom(table(), HOUR, { id: 'patch-databases#p#other', targets: ['c'], limit: 2 });
  expect(full).toBe(Date.parse('2024-10-30T03:03:00Z'));
  await liftPause(table(), '*');
  await liftPause(table(), 'patch-databases');
  const [line] = (await fire(single, 'other')).lines;
  expect(line).toMatchObject({ status: 'held', outcomes: [{ reason: expect.stringContaining('lost') }] });
  expect(world.cloud.accepted).toHaveLength(0);
});
