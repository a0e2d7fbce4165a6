import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { putOnQueue } from '../../shared/platform/aws/queue.ts';
import { carry } from '../../shared/terms/carried.ts';
import { eventBridgeEvent } from '../../stand-in/platform/timer.ts';
import { ALICE, OWN_ROLE, QUEUE_STAND_IN } from '../policy/rules.ts';
import { patch } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

let world: LedgerWorld;
let first = 0;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  world.set({ OWN_SENDERS: `${OWN_ROLE},${QUEUE_STAND_IN}` });
  first = world.sqs.passed.length;
});
afterAll(() => world.close());

interface Entry {
  readonly MessageBody: string;
  readonly MessageGroupId?: string;
}
/** The group of every message that we put on a queue since the test began. */
const groups = () =>
  world.sqs.passed
    .slice(first)
    .filter(({ action }) => action === 'SendMessageBatch')
    .flatMap(({ input }) => input.Entries as Entry[])
    .map(({ MessageGroupId }) => MessageGroupId);

const ROLE = ALICE.split(':')[0];
const RULE = 'arn:aws:events:eu-west-1:123456789012:rule/nightly';
const byQueue = (fields: object, senderId = ALICE) =>
  world.service.invoke(
    patch.operation,
    world.mail(patch.operation, { ...patch.intent, request_id: 'r', ...fields }, { senderId }),
  );

describe('every message that we put on a queue counts for its sender', () => {
  test('a webhook for the sender that signed it', async () => {
    await world.service.post(patch.operation, JSON.stringify(patch.intent));
    expect(groups()).toEqual(['webhook:change-desk']);
  });

  test('the parts of an intent for whoever brought the whole', async () => {
    const instance_ids = Array.from({ length: 35 }, (_, n) => `${String(n).padStart(32, '0')}in13`);
    await byQueue({ instance_ids });
    await world.service.invoke(
      patch.operation,
      eventBridgeEvent({ ...patch.intent, instance_ids }, { id: 'tick', resources: [RULE] }),
    );
    expect(groups()).toEqual([...Array(4).fill(`queue:${ROLE}`), ...Array(4).fill(`timer:${RULE}`)]);
  });

  test('what the sweep brings back for whoever brought it first, and so what is followed', async () => {
    await byQueue({ not_before: 'PT10M' });
    at(10);
    await world.resume(patch.operation);
    at(11);
    await world.service.follow();
    expect(groups()).toEqual([`queue:${ROLE}`, `queue:${ROLE}`]);
  });

  test('a dead letter for whoever brought what could not be done', async () => {
    expect((await byQueue({ instance_ids: [] })).dead).toHaveLength(1);
    expect(groups()).toEqual([`queue:${ROLE}`]);
  });

  test('whatever session of a role sent it', async () => {
    await byQueue({ instance_ids: [] }, `${ROLE}:another`);
    expect(groups()).toEqual([`queue:${ROLE}`]);
  });
});

test('SQS takes the group of any sender, and no two share one', async () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 512 }),
    fc.string({ minLength: 1 }),
  );
  const sound = name.filter((text) => text.isWellFormed() && /^[^\p{Cc}\uFFFE\uFFFF]+$/u.test(text));
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(sound, { minLength: 1, maxLength: 10 }), async (senders) => {
      first = world.sqs.passed.length;
      const messages = senders.map((sender) => ({
        body: '{}',
        attributes: carry({ request_id: 'r', triggered_at: 0, trigger: 'webhook', sender }),
      }));
      await putOnQueue(String(process.env.QUEUE_URL), patch.operation, [...messages, ...messages]);
      expect(groups()).toHaveLength(2 * senders.length);
      expect(new Set(groups()).size).toBe(senders.length);
    }),
    { numRuns: 40 },
  );
});
