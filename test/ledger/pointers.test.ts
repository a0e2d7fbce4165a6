import { readFileSync } from 'node:fs';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { beginPointers } from '../../shared/ledger/pointers.ts';
import { openLedger } from '../../shared/ledger/store.ts';
import { fromItem, type Item } from '../../shared/platform/aws/row.ts';
import { inProcess } from '../cli/in-process.ts';
import { operationOf, patch, plugin, proxy } from '../world/cases.ts';
import { at, MINUTE, START } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const DAY = 24 * 60 * MINUTE;
const ledger = () => openLedger(String(process.env.LEDGER_TABLE));
const [target = ''] = patch.targets;

/** What a command read of the table, action by action. */
const status = (...args: string[]) => typed('status', ...args);
async function typed(...args: string[]) {
  const before = new Map(READS.map((action) => [action, world.calls(action).length]));
  const ended = await inProcess(args, process.env);
  const requests = READS.flatMap((action) =>
    world
      .calls(action)
      .slice(before.get(action))
      .map(() => action),
  );
  return { ...ended, requests };
}
const READS = ['GetItem', 'BatchGetItem', 'Query', 'Scan'];

/** A hundred and twenty requests beside the one that was made, and a sweep that has known of pointers for longer than the ledger remembers. */
async function manyRequests(): Promise<void> {
  const fire = world.mail(patch.operation, { ...patch.intent, change_id: 'CHG-7', request_id: 'one' });
  await world.service.invoke(patch.operation, fire, 60_000);
  const entry = await world.entry('one');
  if (!entry) throw new Error('expected an entry');
  for (let n = 0; n < 120; n++) {
    const other = {
      ...entry,
      request_id: `other-${n}`,
      triggered_at: START - n * MINUTE,
      intent: { ...entry.intent, change_id: 'CHG-8' },
    };
    await ledger().write(operationOf(patch), other, undefined);
  }
}

describe('once every entry has its pointers, no command reads the whole ledger', () => {
  beforeEach(async () => {
    await manyRequests();
    await beginPointers(ledger().table, START - 40 * DAY);
  });

  test.each([
    ['a request', ['one'], ['one']],
    ['a change', ['--change', 'CHG-7'], ['one']],
    ['the latest', ['--last', '3'], ['one', 'other-0', 'other-1']],
    ['what was asked for since', ['--since', 'PT90S'], ['one', 'other-0', 'other-1']],
  ])('%s', async (_, args, ids) => {
    const { stdout, requests } = await status(...args);
    expect([...new Set(stdout.match(/^\S+(?= {2}\w)/gm))].sort()).toEqual(ids);
    expect(requests).not.toContain('Scan');
    expect(requests.length).toBeLessThanOrEqual(10);
  });

  test('what a clock asked for that is ahead of the one of who looks', async () => {
    at(-5);
    const { stdout, requests } = await status('--last', '3');
    expect([...new Set(stdout.match(/^\S+(?= {2}\w)/gm))].sort()).toEqual(['one', 'other-0', 'other-1']);
    expect(requests).not.toContain('Scan');
  });

  test('those for an instance, in either letter case', async () => {
    const { stdout, requests } = await status(
      '--target',
      target.replace(/[a-f]/g, (letter) => letter.toUpperCase()),
      '--output',
      'json',
    );
    const { rows } = JSON.parse(stdout) as { rows: { request_id: string }[] };
    expect(new Set(rows.map(({ request_id }) => request_id)).size).toBe(121);
    expect(requests).not.toContain('Scan');
    expect(requests.length).toBeLessThanOrEqual(10);
  });

  test('what is pending: of what is not over it reads the index that holds nothing else', async () => {
    const { code, requests } = await typed('pending', '--project', String(patch.intent.project_id));
    expect([0, 1]).toContain(code);
    const scans = world.calls('Scan').map(({ input }) => (input as { IndexName?: string }).IndexName);
    expect(new Set(scans)).toEqual(new Set(['due']));
    expect(requests.length).toBeLessThanOrEqual(10);
  });

  test('an id that nobody knows, with the one that is meant', async () => {
    const { stderr, requests } = await status('oen');
    expect(stderr).toContain('Is one meant?');
    expect(requests).not.toContain('Scan');
    expect(requests.length).toBeLessThanOrEqual(10);
  });
});

test.each([
  [
    'an instance, in the other letter case',
    patch,
    (id: string) => id.replace(/[a-f]/g, (letter) => letter.toUpperCase()),
  ],
  ['the instance of a proxy', proxy, () => String(proxy.intent.instance_id)],
])('the lock on %s is found by what was asked for there', async (_, one, typedAs) => {
  await beginPointers(ledger().table, START - 40 * DAY);
  const mail = world.mail(one.operation, { ...one.intent, request_id: 'holder' });
  await world.service.invoke(one.operation, mail, 60_000);
  const id = typedAs(one.targets[0] ?? '');
  const { code, stdout, requests } = await typed('unlock', id, '--reason', 'x', '--while-at-work', '--yes');
  expect([code, stdout]).toEqual([0, `released  ${id} from holder\n`]);
  expect(requests).not.toContain('Scan');
  expect(requests.length).toBeLessThanOrEqual(10);
  expect((await typed('unlock', id, '--reason', 'x', '--yes')).code).toBe(1);
});

test('a request of a proxy is found by its instance, and one that failed among those that failed', async () => {
  await beginPointers(ledger().table, START - 40 * DAY);
  const { instance_id } = proxy.intent as { instance_id: string };
  await world.service.invoke(
    proxy.operation,
    world.mail(proxy.operation, { ...proxy.intent, request_id: 'p' }),
    60_000,
  );
  world.set({ PREFLIGHT: 'on' });
  world.cloud.state.change(plugin.targets[0] ?? '', { status: 'FAILED' });
  await world.service.invoke(
    plugin.operation,
    world.mail(plugin.operation, { ...plugin.intent, request_id: 'q' }),
    60_000,
  );
  expect((await status('--target', instance_id)).stdout).toMatch(/^p {2}/);
  const failed = await status('--failed');
  expect(failed.stdout).toMatch(/^q {2}/);
  expect(failed.stdout).not.toMatch(/^p {2}/m);
  expect(failed.requests).not.toContain('Scan');
});

const rows = JSON.parse(readFileSync(new URL('rows-619f383.json', import.meta.url), 'utf8')) as Item[];

test('what is unknown, and what was called off, is among those that failed', async () => {
  await beginPointers(ledger().table, START - 40 * DAY);
  world.cloud.faults.add({ call: patch.call, fault: { kind: 'cut-after' } });
  const fire = (request_id: string, more: object) =>
    world.service.invoke(
      patch.operation,
      world.mail(patch.operation, { ...patch.intent, instance_ids: [target], request_id, ...more }),
      60_000,
    );
  expect((await fire('lost', {})).lines).toMatchObject([{ status: 'unknown' }]);
  await fire('later', { not_before: '2024-10-30T06:00:00Z' });
  expect((await status('--failed')).stdout.match(/^\S+(?= {2}\w)/gm)).toEqual(['lost']);
  expect(await inProcess(['cancel', 'later', '--yes'], process.env)).toMatchObject({ code: 0 });
  const { stdout, requests } = await status('--failed');
  expect(stdout.match(/^\S+(?= {2}\w)/gm)?.sort()).toEqual(['later', 'lost']);
  expect(requests).not.toContain('Scan');
});

test.each([
  ['letters', 'a'.repeat(1024)],
  ['characters of three bytes', '漢'.repeat(1024)],
  ['the least that is too long for a key', 'é'.repeat(129)],
])('a change of as many characters as an intent may name is sent and found: %s', async (_, change_id) => {
  await beginPointers(ledger().table, START - 40 * DAY);
  const mail = world.mail(patch.operation, { ...patch.intent, change_id, request_id: 'long' });
  expect((await world.service.invoke(patch.operation, mail, 60_000)).lines).toMatchObject([
    { status: 'accepted' },
  ]);
  expect(
    world
      .calls('BatchWriteItem')
      .flatMap(keysIn)
      .filter((key) => Buffer.byteLength(key) > 1024),
  ).toEqual([]);
  const { stdout, requests } = await status('--change', change_id);
  expect(stdout).toMatch(/^long {2}/);
  expect(requests).not.toContain('Scan');
});

/** Every string that is written as an attribute in a batch. */
const keysIn = ({ input }: { input: unknown }): string[] =>
  [...JSON.stringify(input).matchAll(/"S":"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text);

test.each([
  ['a stack whose sweep has run before', START],
  ['a new stack, whose first sweep comes later', START + 5 * MINUTE],
])('of %s, what is older than the latest few is not said to be of an older version', async (_, since) => {
  await beginPointers(ledger().table, since);
  for (const request_id of ['first', 'second', 'third']) {
    const mail = world.mail(patch.operation, { ...patch.intent, request_id }, { id: request_id });
    await world.service.invoke(patch.operation, mail, 60_000);
  }
  at(6);
  for (const asked of [['--last', '1'], ['--last', '9'], ['third']]) {
    const { stdout, stderr } = await status(...asked);
    expect(stdout).toMatch(/^(first|second|third) {2}/m);
    expect(stderr).not.toContain('older version');
  }
});

describe('what 619f383 wrote, without pointers', () => {
  beforeEach(async () => {
    for (const item of rows) await ledger().table.put(fromItem(item), 'nothing');
    at(5);
  });

  test('is found for 35 days, and the output says how', async () => {
    await world.service.sweep();
    const { stdout, stderr, requests } = await status('lost');
    expect(stdout).toMatch(/^lost {2}patch-databases/);
    expect(stderr).toContain('1 of these requests was written by an older version');
    expect(requests).toContain('Scan');
    at((35 * DAY) / MINUTE + 120);
    const later = await status('lost');
    expect(later.requests).not.toContain('Scan');
  });

  test('is found before any sweep knows of pointers', async () => {
    expect((await status('--last', '9')).stdout).toMatch(/^lost {2}patch-databases/m);
  });

  test('is said to be so beside the latest few that have pointers', async () => {
    const mail = world.mail(patch.operation, { ...patch.intent, request_id: 'newer' });
    await world.service.invoke(patch.operation, mail, 60_000);
    at(6);
    await world.service.sweep();
    const { stdout, stderr } = await status('--last', '9');
    expect(stdout).toMatch(/^newer {2}/m);
    expect(stderr).toMatch(/of these requests w\w+ written by an older version/);
  });

  test('that the sweep remembers since when is decided once', async () => {
    await world.service.sweep();
    at(60);
    expect(await beginPointers(ledger().table, Date.now())).toBe(START + 5 * MINUTE);
  });
});

test('a batch of which DynamoDB leaves a part undone is asked again', async () => {
  const pointers = Array.from({ length: 60 }, (_, n) => ({
    about: `target#${n}`,
    to: `patch-databases#p#${n}`,
    at: START,
    expires_at: 2e9,
  }));
  await ledger().table.point(pointers);
  expect(world.calls('BatchWriteItem')).toHaveLength(3);
  const found = await ledger().table.pointed('target#59', { from: 0, to: START, most: 9 });
  expect(found).toMatchObject({ found: [{ to: 'patch-databases#p#59', at: START }] });
});

test('a table without the index, as older versions made it, is searched whole', async () => {
  const TableName = 'made-by-an-older-version';
  const client = new DynamoDBClient({
    endpoint: String(process.env.AWS_ENDPOINT_URL_DYNAMODB),
    region: 'eu-west-1',
  });
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  client.destroy();
  world.set({ LEDGER_TABLE: TableName });
  await beginPointers(ledger().table, START - 40 * DAY);
  for (const item of rows) await ledger().table.put(fromItem(item), 'nothing');
  for (const args of [['lost'], ['--last', '9'], ['--target', target]]) {
    const { stdout, requests } = await status(...args);
    expect(stdout).toMatch(/^lost {2}patch-databases/m);
    expect(requests).toContain('Scan');
  }
});
