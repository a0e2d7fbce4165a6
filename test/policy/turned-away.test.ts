import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { takeRoom } from '../../shared/ledger/hourly-count.ts';
import { hourKey } from '../../shared/ledger/keys.ts';
import { liftPause, setPause } from '../../shared/ledger/pause.ts';
import { openTable } from '../../shared/platform/aws/table.ts';
import { cases, patch } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { ALICE, OWN_ROLE, policyText, ruleFor } from './rules.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  // Every run would log in anew and look first.
  world.freshUser();
  world.set({
    OWN_SENDERS: `${OWN_ROLE},000000000000`,
    PREFLIGHT: 'on',
    TIMING: '{"index_lag_ms":0,"token_margin_ms":3600000}',
  });
});
afterAll(() => world.close());

const table = () => openTable(String(process.env.LEDGER_TABLE));
const pause = () => setPause(table(), { operation: '*', at: 'noon', by: 'somebody' });
const allow = (policy: string) => world.set({ POLICY: policy });
const nobody = policyText({ other: ruleFor('timer:*') });
const full = async () => {
  allow(policyText({ few: ruleFor('queue:*', patch, { max_targets_per_hour: 2 }) }));
  const others = { id: 'other', targets: ['one', 'another'], limit: 2 };
  await takeRoom(table(), hourKey(patch.operation, 'few'), others);
};
const FULL = (status: string) => ({
  status,
  reason: expect.stringContaining('field max_targets_per_hour'),
});
const send = (one = patch, fields: object = {}) =>
  world.service.invoke(
    one.operation,
    world.mail(one.operation, { ...one.intent, request_id: 'r', ...fields }, { senderId: ALICE }),
  );

describe('what is not sent costs no login and no read of the cloud', () => {
  test.each<[string, object, () => unknown, object]>([
    ['too much for the hour', FULL('forbidden'), full, {}],
    ['forbidden', { status: 'forbidden' }, () => allow(nobody), {}],
    ['paused', { status: 'held' }, pause, {}],
    [
      'expired',
      { status: 'expired' },
      () => at(10),
      { not_before: '2024-10-30T02:00:00Z', not_after: '2024-10-30T02:05:00Z' },
    ],
    ['too early', { status: 'held' }, () => {}, { not_before: 'PT10M' }],
    ['invalid', { status: 'invalid' }, () => {}, { instance_ids: [] }],
  ])('because it is %s', async (_, line, arrange, fields) => {
    await arrange();
    expect((await send(patch, fields)).lines).toMatchObject([line]);
    expect(world.cloud.received).toEqual([]);
  });

  test.each<[string, object, () => unknown]>([
    ['too much for the hour', FULL('held'), full],
    ['no longer allowed', { status: 'forbidden' }, () => allow(nobody)],
    ['paused', { status: 'held' }, pause],
    ['expired by then', { status: 'expired' }, () => at(100)],
  ])('nor does what waited in the ledger and is %s', async (_, line, arrange) => {
    await send(patch, { not_before: 'PT10M' });
    at(10);
    await arrange();
    expect((await world.resume(patch.operation)).lines).toMatchObject([line]);
    expect(world.cloud.received).toEqual([]);
  });

  test.each(cases.map((one) => ({ name: one.operation, one })))(
    'and once nothing stands in the way any more it is looked at and sent ($name)',
    async ({ one }) => {
      await pause();
      expect((await send(one)).lines).toMatchObject([{ status: 'held' }]);
      expect(world.cloud.received).toEqual([]);
      await liftPause(table(), '*');
      at(2);
      await world.resume(one.operation);
      expect(world.cloud.received.filter(({ method }) => method === 'GET').length).toBeGreaterThan(0);
      expect(world.submissions(one)).toHaveLength(1);
    },
  );
});
