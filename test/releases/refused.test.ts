import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ALICE, policyText, ruleFor } from '../policy/rules.ts';
import { patch } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { bodyOf, idOf, OWN_SENDERS, putHead, release, TARGET } from './steered.ts';

const MONTHLY = policyText({ any: ruleFor('fleet:*') });

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  world.set({ OWN_SENDERS, POLICY: MONTHLY, HW_PROJECT_ID: String(patch.intent.project_id) });
  await putHead(await world.fleetTable());
});
afterAll(() => world.close());

const sent = () => world.submissions(patch).length;
const endOf = async (target = TARGET) => {
  const state = (await world.entry(idOf()))?.targets[target];
  return state?.state === 'done' ? state.outcomes : state;
};

describe('a release that is refused leaves an entry and no dead letter', () => {
  test('as forbidden, with the target and the rule', async () => {
    world.set({ POLICY: policyText({ weekly: ruleFor('fleet:weekly') }) });
    expect(await release(world)).toMatchObject({ again: false, dead: [], lines: [{ status: 'forbidden' }] });
    const reason = 'fleet monthly: no rule names this sender';
    expect(await endOf()).toMatchObject([{ target: TARGET, verdict: 'not_sent', code: 'forbidden', reason }]);
    expect(await world.entry(idOf())).toMatchObject({
      trigger: 'fleet',
      sender: 'monthly',
      history: [{ what: 'ended' }],
    });
  });

  test.each([
    ['a field that is wrong', bodyOf(idOf(), { not_after: 'soon' }), TARGET],
    ['another id in its body', bodyOf(idOf(2)), TARGET],
    ['no target that can be read', bodyOf(idOf(), { instance_ids: 'all' }), idOf()],
    ['no JSON at all', '{"instance_ids":', idOf()],
  ])('as invalid, with %s', async (_title, body, target) => {
    expect(await release(world, body)).toMatchObject({
      again: false,
      dead: [],
      lines: [{ status: 'invalid' }],
    });
    expect(await endOf(target)).toMatchObject([{ target, verdict: 'not_sent', code: 'invalid' }]);
    expect(await world.service.sweep()).toMatchObject({ due: 0 });
  });

  test('whatever its body is', async () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom(TARGET, [TARGET], [null], {}));
    const body = fc.dictionary(
      fc.constantFrom('instance_ids', 'project_id', 'request_id', 'region', 'x'),
      value,
    );
    await fc.assert(
      fc.asyncProperty(body, async (written) => {
        await world.reset();
        world.set({ OWN_SENDERS, POLICY: MONTHLY, HW_PROJECT_ID: String(patch.intent.project_id) });
        const ran = await release(world, { ...written, x: 1 });
        expect(ran).toMatchObject({ again: false, dead: [], lines: [{ status: 'invalid' }] });
        const { targets = {} } = (await world.entry(idOf())) ?? {};
        const codes = Object.values(targets).map(
          (state) => state.state === 'done' && state.outcomes[0]?.code,
        );
        expect(new Set(codes)).toEqual(new Set(['invalid']));
      }),
      { numRuns: 25 },
    );
  });

  test('as credentials, when the cloud refuses the login; it does not wait for it', async () => {
    world.set({ HW_USER_PASSWORD: 'another password' });
    expect(await release(world)).toMatchObject({ again: false, dead: [] });
    expect(await endOf()).toMatchObject([{ verdict: 'not_sent', code: 'credentials' }]);
    expect((await world.entry(idOf()))?.due_at).toBeUndefined();
  });

  test('as forbidden, when today’s policy no longer lets it go on', async () => {
    await release(world, bodyOf(idOf(), { not_before: 'PT5M' }));
    world.set({ POLICY: policyText({ weekly: ruleFor('fleet:weekly') }) });
    at(5);
    expect(await world.resume(patch.operation)).toMatchObject({ again: false, dead: [] });
    expect(await endOf()).toMatchObject([{ verdict: 'not_sent', code: 'forbidden' }]);
  });
});

test('a refusal does not write over what the ledger holds', async () => {
  await release(world);
  world.set({ POLICY: policyText({ weekly: ruleFor('fleet:weekly') }) });
  expect((await release(world)).lines).toMatchObject([{ status: 'forbidden' }]);
  await release(world, bodyOf(idOf(), { not_after: 'soon' }));
  expect(await endOf()).toMatchObject([{ verdict: 'accepted' }]);
});

test('what somebody else brings under such an id leaves no entry', async () => {
  await release(world, bodyOf(), { senderId: ALICE });
  await release(world, '{', { senderId: ALICE });
  expect(await world.items()).toEqual([]);
});

test('a ledger that takes no refusal leaves silence, and nothing is sent', async () => {
  world.set({ POLICY: policyText({ weekly: ruleFor('fleet:weekly') }) });
  world.ledger.break('refused', () => true);
  expect(await release(world)).toMatchObject({ again: false, dead: [], lines: [{ status: 'forbidden' }] });
  expect(sent()).toBe(0);
});

describe('of what a fleet released', () => {
  test('what the cloud rejected, and what expired, is no letter', async () => {
    world.cloud.faults.add({
      call: patch.call,
      fault: { kind: 'refuse', status: 404, body: { error_code: 'DBS.200002', error_msg: 'no' } },
    });
    expect(await release(world)).toMatchObject({ dead: [], lines: [{ status: 'rejected' }] });
    const late = bodyOf(idOf(2), { not_before: 'PT5M' });
    await release(world, late, { request_id: idOf(2) });
    at(30);
    expect(await world.resume(patch.operation)).toMatchObject({ dead: [], lines: [{ status: 'expired' }] });
    expect(await world.service.sweep()).toMatchObject({ due: 0 });
  });

  test('what stays unknown is a letter', async () => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'cut-after' } });
    expect((await release(world)).lines).toMatchObject([{ status: 'unknown' }]);
    world.gemini.break('down', () => true);
    const dead = [];
    for (let minutes = 5; minutes < 300; minutes += 5) {
      at(minutes);
      dead.push(...(await world.resume(patch.operation)).dead);
    }
    expect(dead).toMatchObject([{ attributes: { status: 'unknown', request_id: idOf() } }]);
  });
});
