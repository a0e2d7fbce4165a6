import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { openLedger } from '../../shared/ledger/store.ts';
import { offerToQueue } from '../../shared/platform/aws/queue.ts';
import { type Case, cases, patch, timed } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const KB = 1024;
const table = () => openLedger(process.env.LEDGER_TABLE ?? '').table;
const rowOf = async (request_id: string) => {
  const row = await table().get(`${patch.operation}#${patch.intent.project_id}#${request_id}`);
  if (!row) throw new Error(`no row ${request_id}`);
  return row;
};
/** Asks for a patch that waits until the tenth minute, and changes what the ledger holds of it. */
const waiting = async (request_id: string, change: (entry: Entry) => object = (entry) => entry) => {
  await world.service.fire('queue', patch.operation, { ...patch.intent, request_id, not_before: 'PT10M' });
  const row = await rowOf(request_id);
  const doc = JSON.stringify(change(JSON.parse(row.doc) as Entry));
  await table().put({ ...row, version: row.version + 1, doc }, row.version);
};
const queuedIds = async () => {
  const { queues } = world.service;
  const messages = await queues.receiveAll(queues.url(patch.operation));
  return messages.map(({ MessageAttributes }) => MessageAttributes?.request_id?.StringValue).sort();
};

/** A spelling of about `size` characters that means what a short one does, or might. */
const long = fc.constantFrom<(size: number) => string>(
  (size) => `PT${'0'.repeat(size)}10M`,
  (size) => `P${'0'.repeat(size)}1DT1S`,
  (size) => `2024-10-30T04:00:00.${'0'.repeat(size)}Z`,
  (size) => 'x'.repeat(size),
  (size) => '7'.repeat(size),
  (size) => `1.${'1.'.repeat(size / 2)}1`,
  (size) => `https://a.obs.ap-southeast-1.myhuaweicloud.com/${'a'.repeat(size)}`,
);
const OURS = [
  'request_id',
  'region',
  'project_id',
  'language',
  'not_before',
  'not_after',
  'change_id',
  'requested_by',
  'reason',
];

describe('no text of an intent is of any length', () => {
  test('what is longer than it may be is refused under its name, and nothing is kept', async () => {
    const fields = cases.flatMap((one) =>
      [...OURS, ...Object.keys(one.intent).filter((name) => typeof one.intent[name] === 'string')].map(
        (field) => ({ one, field }),
      ),
    );
    const anyField = fc.constantFrom(...fields);
    await fc.assert(
      fc.asyncProperty(anyField, long, fc.integer({ min: 5000, max: 260_000 }), async (where, text, size) => {
        const { one, field } = where;
        const ran = await world.service.fire('queue', one.operation, { ...one.intent, [field]: text(size) });
        expect(ran.lines).toMatchObject([{ status: 'invalid' }]);
        expect(ran.lines[0]?.reason).toContain(field);
        expect(ran.lines[0]?.reason?.length).toBeLessThan(1000);
      }),
      { numRuns: 60 },
    );
    expect(await world.items()).toEqual([]);
    expect(world.cloud.received).toEqual([]);
  });

  test.each(timed.map((one) => ({ one, operation: one.operation })))(
    'the longest intent of $operation fits its message and its item with room for the answer',
    async ({ one }) => {
      const words = '漢'.repeat(1024);
      const longest = {
        ...one.intent,
        request_id: 'r'.repeat(256),
        ...(one.intent.url !== undefined && { url: `${one.intent.url}?${'a'.repeat(3900)}` }),
        not_before: 'PT00000010M',
        change_id: words,
        requested_by: words,
        // A quotation mark takes two bytes in each JSON that holds it.
        reason: '"'.repeat(1024),
      };
      const ran = await world.service.fire('timer', one.operation, longest);
      expect(ran.lines).toMatchObject([{ status: 'held' }]);
      const [item] = await world.items();
      expect(Buffer.byteLength(item?.doc?.S ?? '')).toBeLessThan(64 * KB);
    },
  );
});

describe('messages are put on a queue', () => {
  const limits = { numRuns: 25 };
  const message = fc
    .record({
      size: fc.integer({ min: 1, max: 300 * KB }),
      wide: fc.boolean(),
      id: fc.uuid(),
    })
    .map(({ size, wide, id }) => ({
      body: wide ? '漢'.repeat(Math.ceil(size / 3)) : 'x'.repeat(size),
      attributes: { request_id: id },
    }));

  test('in batches that stay below what one may hold, in order, whatever their sizes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 14 }), async (messages) => {
        const before = world.sqs.passed.length;
        const told = await offerToQueue(process.env.QUEUE_URL ?? '', patch.operation, messages);
        expect(told).toEqual(messages.map(() => undefined));
        const batches = world.sqs.passed
          .slice(before)
          .map(({ input }) => input.Entries as { MessageBody: string }[]);
        expect(batches.flat().map(({ MessageBody }) => MessageBody.length)).toEqual(
          messages.map(({ body }) => body.length),
        );
        for (const batch of batches) {
          const bytes = batch.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);
          expect(batch.length === 1 || bytes <= 256 * KB).toBe(true);
        }
        await world.service.queues.purge(world.service.queues.url(patch.operation));
      }),
      limits,
    );
  });

  test('but for one that no queue takes: the others are taken', async () => {
    const [small, large] = ['x', 'x'.repeat(1025 * KB)].map((body) => ({ body, attributes: {} }));
    const all = [small, large, small].flatMap((one) => one ?? []);
    const told = await offerToQueue(process.env.QUEUE_URL ?? '', patch.operation, all);
    expect(told).toEqual([
      undefined,
      { refused: true, reason: expect.stringContaining('1048576') },
      undefined,
    ]);
  });

  test('and of ten messages at most, however small', async () => {
    const before = world.sqs.passed.length;
    const messages = Array.from({ length: 24 }, () => ({ body: 'x', attributes: {} }));
    await offerToQueue(process.env.QUEUE_URL ?? '', patch.operation, messages);
    const batches = world.sqs.passed.slice(before).map(({ input }) => input.Entries as object[]);
    expect(batches.map(({ length }) => length)).toEqual([10, 10, 4]);
  });

  test('and a queue that does not answer is asked for no second batch', async () => {
    world.sqs.failNext(3, 'error', 'SendMessageBatch');
    const large = { body: 'x'.repeat(200 * KB), attributes: {} };
    const told = await offerToQueue(process.env.QUEUE_URL ?? '', patch.operation, [large, large]);
    const untaken = { refused: false, reason: expect.stringContaining('did not take every message') };
    expect(told).toEqual([untaken, untaken]);
  });
});

describe('the sweep', () => {
  /** A duration that was taken before texts were bounded. */
  const old = ({ intent, ...entry }: Entry) => ({
    ...entry,
    intent: { ...intent, not_before: `PT${'0'.repeat(255 * KB)}10M` },
  });

  test('queues four entries of 255 KB and everybody else’s', async () => {
    for (const id of ['large-1', 'large-2', 'large-3', 'large-4']) await waiting(id, old);
    for (const id of ['small-1', 'small-2']) await waiting(id);
    at(11);
    const before = world.sqs.passed.length;
    expect(await world.service.sweep()).toMatchObject({ due: 6, queued: 6, failures: [] });
    expect(await queuedIds()).toEqual(['large-1', 'large-2', 'large-3', 'large-4', 'small-1', 'small-2']);
    // The ledger holds the intent: what is queued only has to find it there.
    const entries = world.sqs.passed
      .slice(before)
      .flatMap(({ input }) => input.Entries as { MessageBody: string }[]);
    expect(Math.max(...entries.map(({ MessageBody }) => MessageBody.length))).toBeLessThan(64 * KB);
    const ran = await world.service.deliver(patch.operation);
    expect(
      ran.lines.filter(({ request_id }) => request_id.startsWith('large')).map(({ status }) => status),
    ).toEqual(Array.from({ length: 4 }, () => 'failed'));
    expect(ran.dead.map(({ attributes }) => attributes.request_id).sort()).toEqual([
      'large-1',
      'large-2',
      'large-3',
      'large-4',
    ]);
  });

  test('tells of a row that cannot be queued, or read, and goes on with the others', async () => {
    // SQS takes no attribute without a value.
    await waiting('refused', (entry) => ({ ...entry, trigger: '' }));
    await waiting('broken');
    // Some of them share the refused one's batch.
    const good = Array.from({ length: 16 }, (_, n) => `good-${n}`).sort();
    for (const id of good) await waiting(id);
    const row = await rowOf('broken');
    await table().put({ ...row, version: row.version + 1, doc: '{"targets"' }, row.version);
    at(11);
    const { failures, ...swept } = await world.service.sweep();
    expect(swept).toMatchObject({ due: 18, queued: 16 });
    expect([...failures].sort()).toEqual([
      expect.stringMatching(/#broken: its document cannot be read$/),
      expect.stringMatching(/#refused: queue .* InvalidParameterValue/),
    ]);
    expect(await queuedIds()).toEqual(good);
    // They come later, alone.
    at(12);
    expect(await world.service.sweep()).toMatchObject({ due: 0, failures: [] });
    at(27);
    expect(await world.service.sweep()).toMatchObject({ due: 18 });
  });

  test('keeps the rows of a queue that does not answer for the next time', async () => {
    await waiting('later');
    at(11);
    world.sqs.failNext(3, 'error', 'SendMessageBatch');
    expect(await world.service.sweep()).toMatchObject({ due: 1, queued: 0, failures: [expect.anything()] });
    expect(await world.service.sweep()).toMatchObject({ due: 1, queued: 1, failures: [] });
  });
});

test('what leaves its item no room for the answer is not sent, and goes to a person', async () => {
  const strays = [{ target: 'x', verdict: 'unknown', reason: 'x'.repeat(250 * KB) }];
  await waiting('full', (entry) => ({ ...entry, strays }));
  at(11);
  const ran = await world.resume(patch.operation);
  expect(world.submissions(patch as Case)).toEqual([]);
  expect(ran.dead).toMatchObject([{ attributes: { request_id: 'full' } }]);
  expect(ran.lines[0]?.reason).toContain('204800');
  expect(await world.entry('full')).toMatchObject({ hand_over: 'done' });
});
