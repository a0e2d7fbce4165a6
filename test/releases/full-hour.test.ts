import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { policyText, ruleFor } from '../policy/rules.ts';
import { patch } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { bodyOf, idOf, OWN_SENDERS, putHead, release } from './steered.ts';

const [, OTHER = ''] = patch.targets;

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  world.set({
    OWN_SENDERS,
    POLICY: policyText({ few: ruleFor('fleet:*', patch, { max_targets_per_hour: 1 }) }),
  });
  await putHead(await world.fleetTable());
  await release(world);
});
afterAll(() => world.close());

const second = (not_after: string) =>
  release(world, bodyOf(idOf(2), { instance_ids: [OTHER], not_after }), { request_id: idOf(2) });

test('a release that finds the hour full and no room in time is over at once, as waiting and not as forbidden', async () => {
  const ran = await second('PT15M');
  expect(ran).toMatchObject({ again: false, dead: [], lines: [{ status: 'expired' }] });
  expect((await world.entry(idOf(2)))?.targets).toMatchObject({
    [OTHER]: {
      state: 'done',
      outcomes: [
        {
          verdict: 'not_sent',
          code: 'hour_full',
          reason: expect.stringContaining('room at 2024-10-30T03:00:00Z'),
        },
      ],
    },
  });
  expect(await world.service.sweep()).toMatchObject({ due: 0 });
  expect(world.submissions(patch)).toHaveLength(1);
});

test('one that has the time waits for room', async () => {
  expect(await second('PT2H')).toMatchObject({
    dead: [],
    lines: [{ status: 'held', next_try: '2024-10-30T03:00:00.000Z' }],
  });
  at(61);
  expect((await world.resume(patch.operation)).lines).toMatchObject([
    { status: 'accepted', request_id: idOf(2) },
  ]);
});
