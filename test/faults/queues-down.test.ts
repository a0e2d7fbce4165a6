import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../stand-in/cloud/faults.ts';
import { sqsEvent } from '../../stand-in/platform/sqs-event.ts';
import { type StrictSqs, startStrictSqs } from '../../stand-in/platform/strict-sqs.ts';
import { type Case, cases, crossed, patch, plugin } from '../world/cases.ts';
import { triggers } from '../world/triggers.ts';
import { startWorld, type World } from '../world/world.ts';
import { expectNext } from './told.ts';

let world: World;
let sqs: StrictSqs;
beforeAll(async () => {
  world = await startWorld();
  sqs = await startStrictSqs({ target: world.service.queues.endpoint });
});
beforeEach(async () => {
  await world.reset();
  const { urlTemplate, deadLetterUrlTemplate } = world.service.queues;
  // The handlers reach the queues through a proxy that can fail; the test looks at them directly.
  world.set({
    AWS_ENDPOINT_URL_SQS: sqs.endpoint,
    QUEUE_URL: templateThroughProxy(urlTemplate),
    DEAD_LETTER_QUEUE_URL: templateThroughProxy(deadLetterUrlTemplate),
  });
});
afterAll(async () => {
  await sqs.close();
  await world.close();
});

const templateThroughProxy = (template: string) =>
  `${sqs.endpoint}${new URL(template).pathname}`.replace(encodeURIComponent('{operation}'), '{operation}');
const ATTEMPTS = 3;
const kinds = ['error', 'reset'] as const;
const runs = kinds.flatMap((kind) => triggers.map((way) => ({ kind, way })));
const gone: Fault = { kind: 'refuse', status: 404, body: { error_code: 'DBS.200002', error_msg: 'gone' } };
const mixed = ['a1in06', 'b2in12', 'c3in13'].map((end) => end.padStart(36, '0'));
const severalCalls: Case = { ...patch, intent: { ...patch.intent, instance_ids: mixed }, targets: mixed };

describe.each(runs)(
  'the own queue is down ($kind) when $way brings an intent of several calls',
  ({ kind, way }) => {
    test('nothing is sent, nothing dead-lettered, one line, and it is tried again', async () => {
      // A webhook's own message goes through before the queue fails.
      if (way === 'webhook') {
        const { answer } = await world.service.post(
          severalCalls.operation,
          JSON.stringify(severalCalls.intent),
        );
        expect(answer.statusCode).toBe(202);
      } else if (way === 'queue') {
        await world.service.queues.send(severalCalls.operation, JSON.stringify(severalCalls.intent));
      }
      const event = way === 'timer' ? severalCalls.intent : await takeEvent(severalCalls.operation);
      sqs.failNext(ATTEMPTS, kind, 'SendMessageBatch');
      const ran = await world.service.invoke(severalCalls.operation, event);
      expect(ran.lines).toMatchObject([{ status: 'failed', trigger: way, retry: true }]);
      expect(ran.lines[0]?.outcomes.map(({ target, verdict }) => [target, verdict])).toEqual(
        mixed.map((target) => [target, 'not_sent']),
      );
      await expectNext(world, way, 'later', ran);
      expect(world.cloud.received).toEqual([]);
      expect(await world.service.queues.receiveAll(world.service.queues.url(patch.operation))).toEqual([]);
    });
  },
);

describe('the dead-letter queue is not there', () => {
  const each = crossed(cases);
  test.each(each)('what would go there is handed back ($operation, $way)', async ({ way, one }) => {
    world.set({ DEAD_LETTER_QUEUE_URL: `${sqs.endpoint}/000000000000/missing-{operation}` });
    world.befall(one, gone);
    const ran = await world.service.fire(way, one.operation, one.intent);
    expect(ran.lines).toMatchObject([{ status: 'rejected' }]);
    expect({ again: ran.again, dead: ran.dead }).toEqual({ again: true, dead: [] });
    expect(world.submissions()).toHaveLength(1);
  });
});

describe.each(kinds)('the dead-letter queue is down (%s)', (kind) => {
  test.each(['timer', 'queue'] as const)('what would go there is handed back (%s)', async (way) => {
    world.befall(plugin, gone);
    if (way === 'queue') await world.service.queues.send(plugin.operation, JSON.stringify(plugin.intent));
    const event = way === 'timer' ? plugin.intent : await takeEvent(plugin.operation);
    sqs.failNext(ATTEMPTS, kind, 'SendMessageBatch');
    const ran = await world.service.invoke(plugin.operation, event);
    expect(ran.lines).toMatchObject([{ status: 'rejected' }]);
    expect({ again: ran.again, dead: ran.dead }).toEqual({ again: true, dead: [] });
  });
});

describe('a queue that does not exist', () => {
  test('keeps an intent of several calls for later', async () => {
    world.set({ QUEUE_URL: `${sqs.endpoint}/000000000000/missing-{operation}` });
    const ran = await world.service.fire('timer', severalCalls.operation, severalCalls.intent);
    expect(ran.lines).toMatchObject([{ status: 'failed', reason: expect.stringContaining('missing-') }]);
    expect(ran.result).toMatchObject({ name: 'TryAgain' });
  });

  test('is not needed for an intent of one call', async () => {
    world.set({ QUEUE_URL: `${sqs.endpoint}/000000000000/missing-{operation}` });
    const ran = await world.service.fire('timer', plugin.operation, plugin.intent);
    expect(ran.lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('leaves nothing half done where none is configured', async () => {
    world.set({ QUEUE_URL: undefined });
    const ran = await world.service.fire('timer', severalCalls.operation, severalCalls.intent);
    expect(ran.lines).toMatchObject([{ status: 'failed', reason: expect.stringContaining('QUEUE_URL') }]);
    expect(ran.result).toMatchObject({ name: 'TryAgain' });
    expect(world.cloud.received).toEqual([]);
  });
});

describe('an unknown outcome that no dead-letter queue takes', () => {
  const why = ['not configured', 'not there'];
  test.each(why.flatMap((how) => triggers.map((way) => ({ how, way }))))(
    'is told by its line and never repeated ($how, $way)',
    async ({ how, way }) => {
      const missing = `${sqs.endpoint}/000000000000/missing-{operation}`;
      world.set({ DEAD_LETTER_QUEUE_URL: how === 'not there' ? missing : undefined });
      world.befall(plugin, { kind: 'cut-after' });
      const ran = await world.service.fire(way, plugin.operation, plugin.intent);
      expect(ran.lines).toMatchObject([{ status: 'unknown' }]);
      await expectNext(world, way, 'done', ran);
    },
  );
});

describe('a refusal, where no dead-letter queue of ours is configured', () => {
  test('goes back to the queue, so that the platform moves it to its own', async () => {
    world.set({ DEAD_LETTER_QUEUE_URL: undefined });
    world.befall(plugin, gone);
    const ran = await world.service.fire('queue', plugin.operation, plugin.intent);
    expect(ran.lines).toMatchObject([{ status: 'rejected' }]);
    await expectNext(world, 'queue', 'later', ran);
  });

  test('of a timer is not repeated: its line tells', async () => {
    world.set({ DEAD_LETTER_QUEUE_URL: undefined });
    world.befall(plugin, gone);
    const ran = await world.service.fire('timer', plugin.operation, plugin.intent);
    expect(ran.lines).toMatchObject([{ status: 'rejected' }]);
    await expectNext(world, 'timer', 'done', ran);
  });
});

/** What lies on an operation's queue, as the event the platform would bring. */
async function takeEvent(operation: string) {
  const { queues } = world.service;
  const messages = await queues.receiveAll(queues.url(operation));
  await queues.purge(queues.url(operation));
  return sqsEvent(messages, queues.arn(operation));
}
