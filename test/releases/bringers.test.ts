import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { ALICE, policyText, ruleFor } from '../policy/rules.ts';
import { patch } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import {
  bodyOf,
  idOf,
  OPERATION,
  OWN_SENDERS,
  putHead,
  release,
  STEERING,
  SWEEP,
  TARGET,
} from './steered.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  world.set({ OWN_SENDERS, POLICY: policyText({ any: ruleFor(CALLERS) }) });
  await putHead(await world.fleetTable());
});
afterAll(() => world.close());

const CALLERS = ['queue:*', 'webhook:*', 'timer:*', 'invoke:*', 'fleet:*'];
const sent = () => world.submissions(patch).length;
const reserved = (who: string) => `${who}: request_id: only a rollout uses ids that begin with fleet/`;

describe('a release', () => {
  test('is sent for its fleet when steering brings it, once however often it comes', async () => {
    const ran = await release(world);
    expect(ran).toMatchObject({
      again: false,
      dead: [],
      lines: [{ status: 'accepted', trigger: 'fleet', sender: 'monthly', request_id: idOf() }],
    });
    expect(await world.entry(idOf())).toMatchObject({ trigger: 'fleet', sender: 'monthly' });
    expect((await release(world)).lines).toMatchObject([{ status: 'duplicate', settled: 'accepted' }]);
    expect(sent()).toBe(1);
  });

  test('is judged by the rules for its fleet', async () => {
    world.set({ POLICY: policyText({ weekly: ruleFor('fleet:weekly') }) });
    expect((await release(world)).lines).toMatchObject([
      { status: 'forbidden', reason: 'fleet monthly: no rule names this sender' },
    ]);
    world.set({ POLICY: policyText({ monthly: ruleFor('fleet:month*') }) });
    const second = { request_id: idOf(2) };
    expect((await release(world, bodyOf(idOf(2)), second)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('that waits in the ledger goes on by the sweep', async () => {
    await release(world, bodyOf(idOf(), { not_before: 'PT5M' }));
    at(5);
    expect((await world.resume(patch.operation)).lines).toMatchObject([
      { status: 'accepted', trigger: 'fleet', sender: 'monthly' },
    ]);
  });

  const RESUMED = { resumed: 'yes' };
  test.each([
    ['somebody who may write to the queue', ALICE, {}, `queue ${ALICE}`],
    ['that person, to wake what the ledger holds', ALICE, RESUMED, `queue ${ALICE}`],
    ['that person, to have it sent again', ALICE, { ...RESUMED, resend: '0' }, `queue ${ALICE}`],
    ['that person, to give it more time', ALICE, { ...RESUMED, extend: 'yes' }, `queue ${ALICE}`],
    ['a function that releases nothing', OPERATION, {}, `queue ${OPERATION}`],
    ['such a function, as resumed', OPERATION, RESUMED, `queue ${OPERATION}`],
    ['the sweep, as new', SWEEP, {}, `queue ${SWEEP}`],
    ['steering, as resumed', STEERING, RESUMED, `queue ${STEERING}`],
    ['steering as a webhook', STEERING, { trigger: 'webhook' }, `queue ${STEERING}`],
  ])('is refused of %s, and kept for a person', async (_title, senderId, attributes, who) => {
    await release(world, bodyOf(idOf(), { not_before: 'PT5M' }));
    at(6);
    const ran = await release(world, bodyOf(), { senderId, attributes });
    expect(ran).toMatchObject({
      again: false,
      lines: [{ status: 'forbidden', trigger: 'queue', reason: reserved(who) }],
      dead: [{ attributes: { status: 'forbidden', request_id: idOf() } }],
    });
    expect(await world.entry(idOf())).toMatchObject({
      tries: 0,
      targets: { [TARGET]: { state: 'waiting' } },
    });
    expect(sent()).toBe(0);
  });

  test('that the sweep resumes and the ledger does not hold is not sent', async () => {
    const ran = await release(world, bodyOf(), { senderId: SWEEP, attributes: { resumed: 'yes' } });
    expect(ran.lines).toMatchObject([{ status: 'expired' }]);
    expect(sent()).toBe(0);
  });

  test.each(['LEDGER_TABLE', 'FLEET_TABLE'])('is refused without %s', async (variable) => {
    world.set({ [variable]: undefined });
    const reason = 'LEDGER_TABLE and FLEET_TABLE are needed for what a rollout releases; nothing was sent';
    expect((await release(world)).lines).toMatchObject([{ status: 'forbidden', reason }]);
    expect(sent()).toBe(0);
  });

  test.each([
    [
      'another id in its body',
      bodyOf(idOf(2)),
      idOf(),
      'invalid',
      /^request_id: expected the delivery's own/,
    ],
    ['several targets', bodyOf(idOf(), { instance_ids: patch.targets }), idOf(), 'invalid', /one target/],
    ['an id of another form', bodyOf('fleet/x'), 'fleet/x', 'forbidden', /expected fleet\/<rollout>/],
    ['an id that is not reserved', bodyOf('r1'), 'r1', 'forbidden', /expected fleet\/<rollout>/],
  ])('with %s is refused', async (_title, body, request_id, status, reason) => {
    const { lines } = await release(world, body, { request_id });
    expect(lines).toMatchObject([{ status, reason: expect.stringMatching(reason) }]);
    expect(sent()).toBe(0);
  });
});

describe('the id of a release', () => {
  test.each(['timer', 'queue'] as const)('is refused of a %s', async (way) => {
    const ran = await world.service.fire(way, patch.operation, bodyOf());
    expect(ran).toMatchObject({ lines: [{ status: 'forbidden' }], dead: [{}] });
    expect(ran.lines[0]?.reason).toContain('only a rollout uses ids that begin with fleet/');
    expect(await world.items()).toEqual([]);
  });

  test('is refused of a webhook before it is queued', async () => {
    const { answer } = await world.service.post(patch.operation, JSON.stringify(patch.intent), (event) => {
      const now = new Date();
      const signature = new Webhook(world.service.secret).sign(idOf(), now, event.body);
      return {
        ...event,
        headers: { ...event.headers, 'webhook-id': idOf(), 'webhook-signature': signature },
      };
    });
    expect(answer).toMatchObject({
      statusCode: 403,
      body: expect.stringContaining('only a rollout uses ids'),
    });
    const { queues } = world.service;
    expect(await queues.receiveAll(queues.url(patch.operation))).toEqual([]);
  });
});

test('a role without a word behind it brings all but releases, as every role did before', async () => {
  const webhook = { senderId: OPERATION, attributes: { trigger: 'webhook', sender: 'change-desk' } };
  expect((await release(world, bodyOf('r1'), { ...webhook, request_id: 'r1' })).lines).toMatchObject([
    { status: 'accepted', trigger: 'webhook', sender: 'change-desk' },
  ]);
  expect((await release(world, bodyOf(), { senderId: OPERATION })).lines).toMatchObject([
    { status: 'forbidden', trigger: 'queue' },
  ]);
});
