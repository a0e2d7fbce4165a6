import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { patch } from '../world/cases.ts';
import { at, MINUTE, START } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const HOUR = 60 * MINUTE;
const whole = () => 60_000;
const nowhere = 'http://127.0.0.1:1';

/** The ways in which no look into the cloud is ever made, for as long as anybody tries. */
const silences: [string, () => void, () => number][] = [
  ['the login is refused', () => world.freshUser('another password of its user'), whole],
  ['the credentials are missing', () => world.set({ HW_USER_NAME: undefined }), whole],
  ['the login’s host is gone', () => world.set({ HW_ENDPOINTS: JSON.stringify({ iam: nowhere }) }), whole],
  ['no run has the time', () => {}, () => 12_000],
];

test.each(silences)('what is unknown goes to a person in bounded time: %s', async (_, silence, remaining) => {
  world.cloud.faults.add({ call: patch.call, fault: { kind: 'cut-after' } });
  await world.service.invoke(
    patch.operation,
    world.mail(patch.operation, { ...patch.intent, request_id: 'r' }),
  );
  expect(await world.entry('r')).toMatchObject({ due_at: expect.any(Number) });
  silence();
  const dead: unknown[] = [];
  let runs = 0;
  for (let due = START; due < START + 60 * HOUR && dead.length === 0; runs++) {
    due = (await world.entry('r'))?.due_at ?? Number.POSITIVE_INFINITY;
    at((due - START) / MINUTE);
    dead.push(...(await world.resume(patch.operation, remaining)).dead);
    expect(runs).toBeLessThan(100);
  }
  expect(dead).toMatchObject([{ attributes: { request_id: 'r', status: 'unknown' } }]);
  expect(await world.entry('r')).toMatchObject({ hand_over: 'done' });
  expect((await world.entry('r'))?.due_at).toBeUndefined();
  expect(Date.now()).toBeGreaterThanOrEqual(START + 2 * HOUR);
  expect(Date.now()).toBeLessThan(START + 3 * HOUR);
  expect(world.submissions(patch)).toHaveLength(1);
});

test('the cloud is asked all the same where it can be, however late', async () => {
  world.cloud.faults.add({ call: patch.call, fault: { kind: 'cut-after' } });
  await world.service.invoke(
    patch.operation,
    world.mail(patch.operation, { ...patch.intent, request_id: 'r' }),
  );
  at(10 * 60);
  expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted' }]);
});

test('while the configuration cannot be read the sweep and every run say so, and nothing is lost: once it is mended it goes on', async () => {
  world.cloud.faults.add({ call: patch.call, fault: { kind: 'cut-after' } });
  const asked = { ...patch.intent, request_id: 'r' };
  await world.service.invoke(patch.operation, world.mail(patch.operation, asked));
  const before = await world.entry('r');
  const endpoints = process.env.HW_ENDPOINTS;
  world.set({ HW_ENDPOINTS: 'no JSON' });
  at(4 * 60);
  expect(await world.service.sweep()).toMatchObject({
    queued: 0,
    failures: [expect.stringContaining('HW_ENDPOINTS')],
  });
  // A message that is on its queue comes back until SQS itself gives it to a person.
  const attributes = { request_id: 'r', resumed: 'yes' };
  const ran = await world.service.invoke(patch.operation, world.mail(patch.operation, asked, { attributes }));
  expect(ran).toMatchObject({ again: true, lines: [{ status: 'failed', retry: true }] });
  expect(await world.entry('r')).toEqual(before);

  world.set({ HW_ENDPOINTS: endpoints });
  expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted' }]);
  expect(world.submissions(patch)).toHaveLength(1);
});
