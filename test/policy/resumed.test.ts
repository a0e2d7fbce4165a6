import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { patch, plugin } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { ALICE, MALLORY, OWN_ROLE, own, policyText, ruleFor } from './rules.ts';

const [FIRST = '', SECOND = ''] = patch.targets;
const desk = ruleFor('webhook:change-desk');
const operators = ruleFor('queue:AROAOPERATORSROLE0001:*');

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  world.set({ OWN_SENDERS: `${OWN_ROLE},000000000000`, POLICY: policyText({ desk, operators }) });
});
afterAll(() => world.close());

/** A message about the request `r`; by our own sweep unless somebody else is named. */
const deliver = (attributes: Record<string, string>, senderId = own('sweep'), fields: object = {}) =>
  world.service.invoke(
    patch.operation,
    world.mail(patch.operation, { ...patch.intent, request_id: 'r', ...fields }, { attributes, senderId }),
  );
const WEBHOOK = { trigger: 'webhook', sender: 'change-desk', request_id: 'r' };
const first = (fields: object = {}) => deliver(WEBHOOK, own('receive-webhook'), fields);
const sent = () => world.submissions(patch).length;
const resumed = (more: Record<string, string> = {}) => ({ request_id: 'r', resumed: 'yes', ...more });

describe('what waits in the ledger', () => {
  test('is sent when its time comes, for whoever brought it', async () => {
    expect((await first({ not_before: 'PT10M' })).lines).toMatchObject([{ status: 'held' }]);
    at(10);
    expect((await world.resume(patch.operation)).lines).toMatchObject([
      { status: 'accepted', trigger: 'webhook', sender: 'change-desk' },
    ]);
  });

  test('is not sent any more when its bringer may not have it sent by then; it ends as forbidden', async () => {
    await first({ not_before: 'PT10M' });
    world.set({ POLICY: policyText({ operators }) });
    at(10);
    const ran = await world.resume(patch.operation);
    const reason = 'webhook change-desk: no rule names this sender';
    expect(ran.lines).toMatchObject([{ status: 'forbidden', reason, hand_over: 'pending' }]);
    expect(ran.dead).toMatchObject([
      { attributes: { status: 'forbidden', reason, code: 'forbidden', request_id: 'r' } },
    ]);
    expect(sent()).toBe(0);
    world.set({ POLICY: policyText({ desk }) });
    at(90);
    expect(await world.service.sweep()).toMatchObject({ due: 0 });
    expect((await deliver(resumed())).lines).toMatchObject([{ status: 'duplicate', settled: 'forbidden' }]);
    expect(sent()).toBe(0);
  });

  test('keeps what was accepted, and is still looked for where it is unknown', async () => {
    world.cloud.faults.add({
      call: patch.call,
      fault: [
        { kind: 'busy', targets: [FIRST] },
        { kind: 'reject', targets: [SECOND], error_code: 'DBS.200998' },
      ],
    });
    expect((await first()).lines).toMatchObject([{ status: 'unknown' }]);
    world.set({ POLICY: policyText({ operators }) });
    at(2.1);
    const ran = await world.resume(patch.operation);
    expect(ran.lines[0]?.outcomes).toMatchObject([
      { target: FIRST, verdict: 'not_sent', code: 'forbidden' },
      { target: SECOND, verdict: 'unknown' },
    ]);
    expect(ran.lines[0]?.next_try).toBeDefined();
    const reads = world.cloud.received.length;
    at(15);
    await world.resume(patch.operation);
    expect(world.cloud.received.length).toBeGreaterThan(reads);
    expect(sent()).toBe(1);
  });

  test('is resumed by anybody, who thereby decides nothing', async () => {
    await first({ not_before: 'PT10M' });
    expect((await deliver(resumed(), MALLORY)).lines).toMatchObject([{ status: 'held' }]);
    at(10);
    expect((await deliver(resumed(), MALLORY)).lines).toMatchObject([
      { status: 'accepted', trigger: 'queue', sender: MALLORY },
    ]);
    expect(sent()).toBe(1);
  });
});

describe('a decision about what stayed unknown', () => {
  /** A request whose only target nobody can tell anything of, given up. */
  async function undecided(): Promise<void> {
    world.cloud.faults.add({
      call: patch.call,
      fault: [{ kind: 'reject', targets: [FIRST, SECOND], error_code: 'DBS.200998' }],
    });
    await first();
    for (const id of patch.targets) {
      const instance = world.cloud.state.instances.get(id);
      if (instance) instance.patch_available = false;
    }
    for (const minute of [3, 30, 75]) {
      at(minute);
      if ((await world.service.sweep()).due > 0) await world.service.deliver(patch.operation);
    }
    for (const id of patch.targets) {
      const instance = world.cloud.state.instances.get(id);
      if (instance) instance.patch_available = true;
    }
    expect(sent()).toBe(1);
    at(80);
  }
  const again = { resend: '1', extend: 'yes' };

  test.each([
    ['a resumed message', resumed(again)],
    ['the same intent again', { request_id: 'r', ...again }],
  ])('is not taken from somebody without a rule, by %s; the record stands', async (_title, attributes) => {
    await undecided();
    const before = await world.item('r');
    const ran = await deliver(attributes, MALLORY);
    const reason = `queue ${MALLORY}: no rule names this sender`;
    expect(ran).toMatchObject({ again: false, lines: [{ status: 'forbidden', reason }], dead: [{}] });
    expect(await world.item('r')).toEqual(before);
    expect(sent()).toBe(1);
  });

  test('says of every target what the ledger says, not that it was not sent', async () => {
    await undecided();
    const ran = await deliver(resumed(again), MALLORY);
    expect(ran.lines[0]?.outcomes).toMatchObject(
      patch.targets.map((target) => ({ target, verdict: 'unknown' })),
    );
  });

  test('is not taken about what only waits, and is not delivered for ever', async () => {
    await first({ not_before: 'PT10M' });
    const before = await world.item('r');
    const ran = await deliver(resumed(again), MALLORY);
    expect(ran).toMatchObject({ again: false, lines: [{ status: 'forbidden' }], dead: [{}] });
    expect(await world.item('r')).toEqual(before);
  });

  test('is not taken while its intent cannot be opened, and so not judged', async () => {
    const url = `${plugin.intent.url}?AccessKeyId=AK08150815&Signature=c2VjcmV0c2VjcmV0`;
    world.set({ POLICY: policyText({ desk: ruleFor('webhook:change-desk', plugin) }) });
    world.cloud.faults.add({ call: plugin.call, fault: { kind: 'cut-after' } });
    world.cloud.state.instances.clear();
    const install = (attributes: Record<string, string>, senderId: string) => {
      const intent = { ...plugin.intent, url, request_id: 'r' };
      return world.service.invoke(
        plugin.operation,
        world.mail(plugin.operation, intent, { attributes, senderId }),
      );
    };
    await install(WEBHOOK, own('receive-webhook'));
    at(75);
    await world.service.sweep();
    await world.service.deliver(plugin.operation);
    const before = await world.item('r');
    const tries = String((await world.entry('r'))?.tries);
    world.set({ HW_USER_PASSWORD: undefined });
    const ran = await install(resumed({ resend: tries, extend: 'yes' }), MALLORY);
    expect(ran).toMatchObject({ again: true, lines: [{ status: 'failed' }] });
    expect(await world.item('r')).toEqual(before);
  });

  test('is not taken while it cannot be judged either', async () => {
    await undecided();
    const before = await world.item('r');
    world.set({ POLICY: '{"desk":{}}' });
    expect(await deliver(resumed(again), MALLORY)).toMatchObject({
      again: true,
      lines: [{ status: 'failed' }],
    });
    expect(await world.item('r')).toEqual(before);
    world.set({ POLICY: policyText({ desk }), HW_USER_PASSWORD: undefined });
    await deliver(resumed(again), MALLORY);
    expect(await world.item('r')).toEqual(before);
  });

  test('is taken from an operator, but not by a rule for another instance', async () => {
    await undecided();
    world.set({ POLICY: policyText({ desk, operators: { ...operators, instances: [FIRST] } }) });
    expect((await deliver(resumed(again), ALICE)).lines).toMatchObject([
      { status: 'forbidden', reason: expect.stringContaining(`field instances: ${SECOND}`) },
    ]);
    world.set({ POLICY: policyText({ desk, operators }) });
    expect((await deliver(resumed(again), ALICE)).lines).toMatchObject([
      { status: 'accepted', sender: ALICE },
    ]);
    expect(sent()).toBe(2);
  });

  test('is of no use where whoever brought it first may not any more', async () => {
    await undecided();
    world.set({ POLICY: policyText({ operators }) });
    const ran = await deliver(resumed(again), ALICE);
    expect(ran.lines[0]?.reason).toBe('webhook change-desk: no rule names this sender');
    expect(sent()).toBe(1);
  });
});
