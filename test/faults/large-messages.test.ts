import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { sqsEvent } from '../../stand-in/platform/sqs-event.ts';
import { cases, patch } from '../world/cases.ts';
import { startWorld, type World } from '../world/world.ts';

const MIB = 1024 * 1024;
// CloudWatch cuts what is longer.
const LONGEST_LINE = 256 * 1024;
const MOST_FAULTS = 21;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** As many pieces as fit so many bytes, joined by commas. */
const filled = (bytes: number, piece: (index: number) => string): string => {
  const pieces: string[] = [];
  for (let size = 0; ; ) {
    const next = piece(pieces.length);
    size += Buffer.byteLength(next) + 1;
    if (size > bytes) return pieces.join(',');
    pieces.push(next);
  }
};

/** Ways to be large, each with what it makes of a size. */
const SHAPES: Record<string, (bytes: number) => string> = {
  'unknown keys': (bytes) => `{${filled(bytes - 2, (n) => `"k${n}":1`)}}`,
  'unknown keys with secrets': (bytes) =>
    `{${filled(bytes - 2, (n) => `"token${n}":"?a=b&Signature=${n}"`)}}`,
  'a list of what is no id': (bytes) => `{"instance_ids":[${filled(bytes - 30, () => '"x"')}]}`,
  'a list of numbers': (bytes) => `{"instance_ids":[${filled(bytes - 30, () => '1')}]}`,
  'a list of good ids': (bytes) =>
    `{"instance_ids":[${filled(bytes - 30, (n) => `"${String(n).padStart(32, '0')}in13"`)}]}`,
  'one id over and over': (bytes) =>
    `{"instance_ids":[${filled(bytes - 30, () => JSON.stringify(patch.targets[0]))}]}`,
  'a long text': (bytes) => `{"reason":"${'é'.repeat((bytes - 20) / 2)}"}`,
  'a long key': (bytes) => `{"${'k'.repeat(bytes - 20)}":1}`,
  'nested lists': (bytes) => `${'['.repeat(bytes / 2 - 1)}${']'.repeat(bytes / 2 - 1)}`,
  'no JSON': (bytes) => '"\\'.repeat(bytes / 2 - 1),
};

test('no message that fits a queue makes a line that CloudWatch cuts, or more problems than anybody reads', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(SHAPES)),
      fc.integer({ min: 100, max: MIB }),
      fc.constantFrom(...cases),
      async (shape, bytes, { operation }) => {
        const Body = SHAPES[shape]?.(bytes) ?? '';
        expect(Buffer.byteLength(Body)).toBeLessThanOrEqual(MIB);
        const event = sqsEvent(
          [{ MessageId: 'm', Body, Attributes: {} }],
          world.service.queues.arn(operation),
        );
        const ran = await world.service.invoke(operation, event);
        expect(ran.lines).toMatchObject([{ status: 'invalid' }]);
        expect(ran.lines[0]?.faults?.length).toBeLessThanOrEqual(MOST_FAULTS);
        for (const line of ran.raw) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LONGEST_LINE);
      },
    ),
    { numRuns: 40 },
  );
  expect(world.cloud.received).toEqual([]);
});

test('what is told of a message always fits its dead letter: of one that nearly fills a queue the end is cut, and a word says so', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(SHAPES)),
      fc.integer({ min: MIB - 2000, max: MIB }),
      fc.constantFrom(...cases),
      async (shape, bytes, { operation }) => {
        const Body = SHAPES[shape]?.(bytes) ?? '';
        const mail = [{ MessageId: 'm', Body, Attributes: {} }];
        const ran = await world.service.invoke(
          operation,
          sqsEvent(mail, world.service.queues.arn(operation)),
        );
        expect(ran.again).toBe(false);
        expect(ran.dead).not.toEqual([]);
        // A queue whose answer comes late is given the same letter again.
        for (const { body = '', attributes } of ran.dead) {
          expect(attributes).toMatchObject({ status: 'invalid' });
          const [kept = '', word] = body.split('… (cut: the whole had ');
          if (word !== undefined) expect(() => JSON.parse(body)).toThrow();
          if (shape !== 'unknown keys with secrets') expect(Body.startsWith(kept)).toBe(true);
          if (word === undefined && shape !== 'unknown keys with secrets') expect(kept).toBe(Body);
        }
      },
    ),
    { numRuns: 20 },
  );
});

test('of many problems the first twenty are told, and how many there are besides', async () => {
  const intent = Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`k${n}`, n]));
  const { lines } = await world.service.fire('queue', patch.operation, { ...patch.intent, ...intent });
  const faults = lines[0]?.faults ?? [];
  expect(faults).toHaveLength(MOST_FAULTS);
  expect(faults[0]).toEqual({ path: 'k0', message: 'is not a field of this operation' });
  expect(faults.at(-1)).toEqual({ path: '', message: 'and 70 more problems' });
});
