import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FleetTable } from '../../shared/platform/fleet-ports.ts';
import { policyText, ruleFor } from '../policy/rules.ts';
import { patch } from '../world/cases.ts';
import { at, MINUTE, START } from '../world/clock.ts';
import type { Passing } from '../world/gate.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { bodyOf, idOf, OWN_SENDERS, putDocument, putHead, ROLLOUT, release, TARGET } from './steered.ts';

let world: LedgerWorld;
let table: FleetTable;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  world.set({ OWN_SENDERS, POLICY: policyText({ any: ruleFor('fleet:*') }) });
  table = await world.fleetTable();
  await putHead(table);
});
afterAll(() => world.close());

const sent = () => world.submissions(patch).length;
const hold = (until: number, target = TARGET) => ({
  holds: { [target]: { until, by: 'queue AROALEAD:ann', because: 'month-end close' } },
});
/** What became of it: the outcome in the ledger, and what its history says of the end. */
const became = async () => {
  const entry = await world.entry(idOf());
  const state = entry?.targets[TARGET];
  const said = entry?.history?.find(({ what }) => what === 'canceled')?.said;
  const outcome = state?.state === 'done' ? state.outcomes[0] : undefined;
  return { by: entry?.canceled?.by, said, outcome };
};
const takenBack = (why: string) => ({
  by: 'fleet:monthly',
  said: `by fleet:monthly: ${why}`,
  outcome: { verdict: 'not_sent', code: 'canceled', reason: 'called off by fleet:monthly; nothing was sent' },
});

const isClaim = ({ action, body }: Passing) => action === 'PutItem' && body.includes('submitting');

describe('a release leaves while its rollout runs', () => {
  test('and nobody holds it any more', async () => {
    await putHead(table, hold(START));
    expect((await release(world)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test.each([
    'planning',
    'proposed',
    'approved',
    'halted',
    'done',
    'closed',
    'lapsed',
    'superseded',
    'refused',
  ])('and is called off where that is %s, for good and for no person', async (state) => {
    await putHead(table, { state });
    const ran = await release(world);
    expect(ran).toMatchObject({ again: false, dead: [] });
    expect(await became()).toMatchObject(takenBack(`rollout ${ROLLOUT} is ${state}`));
    await putHead(table);
    expect((await release(world)).lines).toMatchObject([{ status: 'duplicate' }]);
    expect(await world.service.sweep()).toMatchObject({ due: 0 });
    expect(sent()).toBe(0);
  });

  test('and is called off where a person holds its target', async () => {
    await putHead(table, hold(START + MINUTE));
    await release(world);
    expect(await became()).toMatchObject(
      takenBack(`queue AROALEAD:ann holds ${TARGET} until 2024-10-30T02:01:00Z: month-end close`),
    );
    expect(sent()).toBe(0);
  });

  test('whoever else is held', async () => {
    await putHead(table, hold(START + MINUTE, 'another'));
    expect((await release(world)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('and is called off when that stopped while it waited in the ledger', async () => {
    await release(world, bodyOf(idOf(), { not_before: 'PT5M' }));
    await putHead(table, { state: 'halted' });
    at(5);
    const ran = await world.resume(patch.operation);
    expect(ran).toMatchObject({ again: false, dead: [] });
    expect(await became()).toMatchObject(takenBack(`rollout ${ROLLOUT} is halted`));
    expect(world.cloud.received).toEqual([]);
  });
});

test.each(['there', 'back'] as const)(
  'whoever stops a rollout while a claim is on its way %s stops that release',
  async (where) => {
    const claiming = world.ledger.stop(where, isClaim);
    const running = release(world);
    await claiming.arrived;
    await putHead(table, { state: 'halted' });
    claiming.release();
    await running;
    expect(await became()).toMatchObject(takenBack(`rollout ${ROLLOUT} is halted`));
    expect((await world.entry(idOf()))?.history?.some(({ what }) => what === 'claimed')).toBe(true);
    expect(sent()).toBe(0);
  },
);

test('a fleet table that does not answer holds what is claimed, and it goes on', async () => {
  world.ledger.break('down', ({ action, body }) => action === 'GetItem' && body.includes('rollout#'));
  expect(await release(world)).toMatchObject({
    dead: [],
    lines: [{ outcomes: [{ verdict: 'not_sent', retry: true }] }],
  });
  expect(sent()).toBe(0);
  world.ledger.clear();
  at(2);
  await world.resume(patch.operation);
  expect(sent()).toBe(1);
});

test('whoever brings no release has no rollout read', async () => {
  await world.service.fire('queue', patch.operation, { ...patch.intent, request_id: 'r' });
  expect(world.calls('GetItem').filter(({ input }) => JSON.stringify(input).includes('rollout#'))).toEqual(
    [],
  );
});

const headWith = (more: object) =>
  JSON.stringify({ schema: 1, state: 'running', holds: {}, in_flight: [], kept: [], ...more });

describe('a head that cannot be read holds the release', () => {
  test.each([
    ['of a schema that is not known', headWith({ schema: 2 })],
    ['that does not say what is at work', headWith({ in_flight: undefined })],
    ['that is no JSON', '{"schema":1,'],
    ['without a state', headWith({ state: undefined })],
    ['without holds', headWith({ holds: undefined })],
    ['with a hold that has no end', headWith({ holds: { [TARGET]: {} } })],
  ])('%s', async (_title, doc) => {
    await putDocument(table, doc);
    expect((await release(world)).lines).toMatchObject([
      { status: 'held', reason: `rollout ${ROLLOUT} cannot be read` },
    ]);
    await putHead(table);
    at(2);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('where there is none, until its time is over', async () => {
    await table.removeAll([{ pk: `rollout#${ROLLOUT}`, sk: 'head' }]);
    expect((await release(world)).lines).toMatchObject([{ status: 'held' }]);
    at(16);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'expired' }]);
    expect(sent()).toBe(0);
  });
});
