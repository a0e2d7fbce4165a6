import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { openLedger } from '../../shared/ledger/store.ts';
import { patch } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { ALICE, MALLORY, OWN_ROLE, policyText, ruleFor } from './rules.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  world.set({ OWN_SENDERS: OWN_ROLE, POLICY: policyText({ alice: ruleFor(`queue:${ALICE}`) }) });
});
afterAll(() => world.close());

const intent = {
  ...patch.intent,
  instance_ids: Array.from({ length: 12 }, (_, n) => `${String(n).padStart(32, '0')}in13`),
  request_id: 'r',
};
const onQueue = async () => {
  const { queues } = world.service;
  return (await queues.counts(queues.url(patch.operation))).visible;
};

test.each([
  ['who may not send the intent', MALLORY, { status: 'forbidden' }, 0],
  ['who may', ALICE, { status: 'held' }, 2],
])('parts are made again with more time by a person %s', async (_, senderId, line, parts) => {
  world.sqs.failNext(3, 'error', 'SendMessageBatch');
  const lost = await world.service.invoke(
    patch.operation,
    world.mail(patch.operation, intent, { senderId: ALICE }),
  );
  expect(lost).toMatchObject({ again: true, lines: [{ status: 'failed' }] });
  at(90);
  const attributes = { request_id: 'r', resumed: 'yes', parts: 'yes', extend: 'yes' };
  const again = world.mail(patch.operation, intent, { attributes, senderId });
  expect((await world.service.invoke(patch.operation, again)).lines).toMatchObject([line]);
  expect(await onQueue()).toBe(parts);
});

test('no parts are made of a request that is sent under its own id', async () => {
  world.sqs.failNext(3, 'error', 'SendMessageBatch');
  await world.service.invoke(patch.operation, world.mail(patch.operation, intent, { senderId: ALICE }));
  const { table } = openLedger(process.env.LEDGER_TABLE ?? '');
  const row = await table.get(`${patch.operation}#${patch.intent.project_id}#r`);
  if (!row) throw new Error('no row');
  // As a version kept it that sent twelve in one call.
  const outcomeOf = (target: string) => ({ target, verdict: 'accepted', job_id: `job of ${target}` });
  const targets = Object.fromEntries(
    intent.instance_ids.map((target) => [target, { state: 'done', outcomes: [outcomeOf(target)] }]),
  );
  const doc = JSON.stringify({ ...(JSON.parse(row.doc) as Entry), targets });
  await table.put({ ...row, version: row.version + 1, doc }, row.version);
  const attributes = { request_id: 'r', resumed: 'yes', parts: 'yes' };
  const again = world.mail(patch.operation, intent, { attributes, senderId: ALICE });
  expect((await world.service.invoke(patch.operation, again)).lines).toMatchObject([{ status: 'duplicate' }]);
  expect(await onQueue()).toBe(0);
});
