import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { patch } from '../world/cases.ts';
import { at, MINUTE } from '../world/clock.ts';
import { type Gate, type Passing, startGate } from '../world/gate.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { followedBy, jobsOf } from './followed.ts';

const one = followedBy(patch);
const intent = { ...one.intent, request_id: 'r' };

let world: LedgerWorld;
let gates: Gate[];
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { PREFLIGHT: 'on', EVENT_BUS: 'upkeep' } });
  gates = [
    world.ledger,
    world.gemini,
    await startGate(world.bus.endpoint),
    await startGate(world.sqs.endpoint),
  ];
});
beforeEach(async () => {
  await world.reset();
  for (const gate of gates) gate.clear();
  const [bus, sqs] = gates.slice(2);
  world.set({ AWS_ENDPOINT_URL_EVENTBRIDGE: bus?.origin, AWS_ENDPOINT_URL_SQS: sqs?.origin });
});
afterAll(async () => {
  await world.close();
  await Promise.all(gates.slice(2).map((gate) => gate.close()));
});

// The sweep asks its eight shards at once: where among them it dies makes no difference.
const isStep = ({ action }: Passing) => action !== 'Query';

/** A process that is dead from its nth step on: before that call is carried out, or after it and before its answer. */
function dieAt(step: number, when: 'before' | 'after') {
  let calls = 0;
  const isDead = () => calls >= step;
  const counted = (call: Passing) => isStep(call) && ++calls === step;
  for (const gate of gates) {
    if (when === 'after') gate.break('lost', counted, 1);
    gate.break('down', (call) => isDead() || (when === 'before' && counted(call)));
  }
  return { isDead, calls: () => calls };
}

/** From the message to the end of its job, with one process dying on the way; the message comes back like any other. */
async function live(step: number, when: 'before' | 'after') {
  world.cloud.endings.add({ how: 'completed', afterMs: MINUTE });
  const death = dieAt(step, when);
  let died = false;
  // Nothing is waited for or repeated by what is dead.
  const remaining = () => (death.isDead() && !died ? 0 : 60_000);
  let undelivered = true;
  let followed = '';
  /** Runs one process, and says whether it lived to its end. */
  const lives = async (run: () => Promise<unknown>) => {
    await run();
    if (died || !death.isDead()) return true;
    died = true;
    for (const gate of gates) gate.clear();
    return false;
  };
  for (const minute of [0, 1, 2, 4, 6, 12, 14, 17, 20, 33, 36, 50]) {
    at(minute);
    if (undelivered) {
      const mail = world.mail(one.operation, intent);
      undelivered = !(await lives(() => world.service.invoke(one.operation, mail, remaining)));
    }
    await lives(() => world.service.sweep());
    await lives(() => world.service.deliver(one.operation, remaining));
    await lives(async () => {
      followed += (await world.service.deliver('follow-job', remaining)).raw.join('');
    });
    const { due_at, follow_at, settled_at } = (await world.entry('r')) ?? {};
    if (!undelivered && settled_at !== undefined && (due_at ?? follow_at) === undefined) break;
  }
  return { calls: death.calls(), lines: followed.split('"jobs_ended":').length - 1 };
}

/** One request, one piece of work, one end, both events. */
async function nothingIsLost() {
  expect(world.cloud.accepted).toHaveLength(1);
  const [{ job_id } = { job_id: '' }] = world.cloud.accepted;
  const entry = await world.entry('r');
  expect(entry).toMatchObject({
    targets: { [one.target]: { state: 'done', outcomes: [{ verdict: 'accepted', job_id }] } },
    jobs: [{ job_id, end: { end: 'succeeded', before: one.before, after: one.after } }],
  });
  expect(entry).not.toHaveProperty('conflicts');
  expect(await jobsOf(world)).toHaveLength(1);
  expect(entry).not.toHaveProperty('follow_at');
  expect(entry).not.toHaveProperty('events');
  const told = new Map(world.bus.taken.map(({ detail, detailType }) => [detail.event_id, detailType]));
  expect([...told.values()].sort()).toEqual(['Upkeep Job Ended', 'Upkeep Request Settled']);
}

const TRIED = 35;

test('without a crash: no more steps than are tried below', async () => {
  const { calls, lines } = await live(Number.POSITIVE_INFINITY, 'before');
  expect(lines).toBe(1);
  await nothingIsLost();
  expect(calls).toBeGreaterThan(20);
  expect(calls).toBeLessThanOrEqual(TRIED);
});

test.each(
  Array.from({ length: TRIED }, (_, n) => n + 1).flatMap((step) => [
    { step, when: 'before' as const },
    { step, when: 'after' as const },
  ]),
)('a crash $when step $step loses no job and no event', async ({ step, when }) => {
  const { lines } = await live(step, when);
  await nothingIsLost();
  // What dies between writing an end and telling it tells it to the bus alone.
  expect(lines).toBeLessThanOrEqual(1);
});
