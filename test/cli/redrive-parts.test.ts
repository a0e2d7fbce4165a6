import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { redact } from '../../shared/values/redact.ts';
import { sqsEvent } from '../../stand-in/platform/sqs-event.ts';
import { eventBridgeEvent } from '../../stand-in/platform/timer.ts';
import { at } from '../world/clock.ts';
import { type CommandWorld, startWorld } from '../world/world.ts';

const PATCH = 'patch-databases';
const ATTEMPTS = 3;
const targets = Array.from({ length: 12 }, (_, n) => `${String(n).padStart(32, '0')}in13`);
const intent = {
  project_id: '619d3e78f61b4be68bc5aa0b59edcf7b',
  instance_ids: targets,
  // What is masked in the ledger is sealed there.
  reason: 'see https://files.example/plan?Signature=hidden-part',
};

let world: CommandWorld;
beforeAll(async () => {
  world = await startWorld({ commands: true, environment: { PREFLIGHT: 'off' } });
});
beforeEach(async () => {
  await world.reset();
  world.cloud.state.autoCreate = true;
});
afterAll(() => world.close());

const bury = (body: unknown, attributes?: Record<string, string>) =>
  world.service.queues.send(`${PATCH}-dead`, JSON.stringify(body), attributes);
const redrive = (request_id: string, ...flags: string[]) =>
  world.run('dead-letters', ['redrive', PATCH, '--id', request_id, ...flags], {
    DEAD_LETTER_QUEUE_URL: process.env.DEAD_LETTER_QUEUE_URL,
  });
const sent = () => world.cloud.accepted.map(({ target }) => target).sort();

/** The message of the redrive is run, then whatever parts it put on the queue. */
const run = async () => {
  const { lines } = await world.service.deliver(PATCH);
  expect(lines).toMatchObject([{ status: 'held' }]);
  return world.service.deliver(PATCH);
};

/** The parent is recorded, and the queue takes none of its parts, in any delivery. */
const loseAll = async (event: unknown, deliveries: number, calls = 1) => {
  for (let delivery = 0; delivery < deliveries; delivery++) {
    world.sqs.failNext(calls * ATTEMPTS, 'error', 'SendMessageBatch');
    const ran = await world.service.invoke(PATCH, event);
    expect(ran).toMatchObject({ again: true, lines: [{ status: 'failed' }] });
  }
};
const message = (request_id: string) =>
  sqsEvent(
    [{ MessageId: randomUUID(), Body: JSON.stringify({ ...intent, request_id }) }],
    world.service.queues.arn(PATCH),
  );
const recordOf = (requestPayload: unknown) => ({
  timestamp: new Date().toISOString(),
  requestContext: { requestId: randomUUID(), condition: 'RetriesExhausted' },
  requestPayload,
});

describe('an intent of several calls whose parts never reached the queue', () => {
  test('is sent once by a redrive, after a message was delivered too often', async () => {
    await loseAll(message('lost-1'), 2);
    await bury({ ...intent, request_id: 'lost-1' });
    const shown = await world.run('dead-letters', ['show', PATCH, '--id', 'lost-1'], {
      DEAD_LETTER_QUEUE_URL: process.env.DEAD_LETTER_QUEUE_URL,
    });
    expect(shown.stdout).toContain('This redrives it (its parts are made again');
    const ended = await redrive('lost-1', '--yes');
    expect(ended).toMatchObject({ code: 0, stdout: 'redriven  lost-1\n' });
    expect(ended.stderr).toContain(`its parts are made again`);
    expect(ended.stderr).toContain(`to send: ${targets.join(' ')}`);
    expect((await run()).lines.map(({ status }) => status)).toEqual(['accepted', 'accepted']);
    expect(sent()).toEqual(targets);
  });

  test('is sent once by a redrive, after Lambda gave up a rule’s event in three tries', async () => {
    const event = eventBridgeEvent(intent, { id: 'rule-event-1' });
    // A timer then tries to put the whole intent on the queue.
    await loseAll(event, 3, 2);
    await bury(recordOf(event));
    expect(await redrive('rule-event-1', '--yes')).toMatchObject({ code: 0 });
    const ran = await run();
    expect(ran.lines.map(({ request_id }) => request_id.split('/')[0])).toEqual([
      'rule-event-1',
      'rule-event-1',
    ]);
    expect(sent()).toEqual(targets);
  });

  test('goes on from the ledger where the letter is masked, as it came', async () => {
    await loseAll(message('lost-2'), 1);
    await bury(redact({ ...intent, request_id: 'lost-2' }));
    expect(await redrive('lost-2', '--yes')).toMatchObject({ code: 0 });
    await world.service.deliver(PATCH);
    const parts = await world.service.queues.receiveAll(world.service.queues.url(PATCH));
    expect(parts.map(({ Body = '' }) => (JSON.parse(Body) as typeof intent).reason)).toEqual([
      intent.reason,
      intent.reason,
    ]);
    await world.service.deliver(PATCH);
    expect(sent()).toEqual(targets);
  });

  test('sends only the parts that are missing, however often it is redriven', async () => {
    await world.service.invoke(PATCH, message('half-1'));
    const [first] = await world.service.queues.receiveAll(world.service.queues.url(PATCH));
    await world.service.queues.purge(world.service.queues.url(PATCH));
    if (!first) throw new Error('no part was made');
    await world.service.invoke(PATCH, sqsEvent([first], world.service.queues.arn(PATCH)));
    const before = sent();
    const missing = targets.filter((target) => !before.includes(target));

    for (const left of [missing, []]) {
      await bury({ ...intent, request_id: 'half-1' });
      const ended = await redrive('half-1', '--yes');
      if (left.length > 0) expect(ended.stderr).toContain(`to send: ${left.join(' ')}`);
      else expect(ended.stderr).toContain('all of its parts are in the ledger: nothing is sent');
      await run();
      expect(sent()).toEqual(targets);
    }
  });

  test('past its time it stays, and is sent with more time', async () => {
    await loseAll(message('late-1'), 1);
    await bury({ ...intent, request_id: 'late-1' });
    at(90);
    const ended = await redrive('late-1', '--yes');
    expect(ended).toMatchObject({ code: 1, stdout: 'left      late-1\n' });
    expect(ended.stderr).toContain('its time was over');
    expect(await redrive('late-1', '--extend', '--yes')).toMatchObject({ code: 0 });
    await run();
    expect(sent()).toEqual(targets);
  });

  test('is told with how to bring them back, and sent once when it is handed in again', async () => {
    await loseAll(message('told-1'), 1);
    const story = await world.run('explain', ['told-1']);
    expect(story.code).toBe(3);
    expect(story.stdout).toContain(`the ledger holds none yet of ${targets.join(' ')}`);
    expect(story.stdout).toContain(`npx --no-install db-upkeep dead-letters redrive ${PATCH} --id 'told-1'`);
    expect(story.stdout).toContain('send the same intent again under the same request_id');

    await world.service.invoke(PATCH, message('told-1'));
    await world.service.deliver(PATCH);
    expect(sent()).toEqual(targets);
    expect((await world.run('explain', ['told-1'])).stdout).toContain(
      'Nothing: its parts are requests of their own.',
    );
  });
});
