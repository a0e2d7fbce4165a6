import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { FleetTable } from '../../shared/platform/fleet-ports.ts';
import { deadLetters } from '../cli/command.ts';
import { policyText, ruleFor } from '../policy/rules.ts';
import { patch } from '../world/cases.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { bodyOf, idOf, OWN_SENDERS, putHead, ROLLOUT } from './steered.ts';

let world: LedgerWorld;
let table: FleetTable;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  world.set({ OWN_SENDERS, POLICY: policyText({ any: ruleFor('fleet:*') }) });
  table = await world.fleetTable();
});
afterAll(() => world.close());

const ATTRIBUTES = {
  request_id: idOf(),
  trigger: 'fleet',
  sender: 'monthly',
  status: 'unknown',
  reason: 'no answer',
};
const bury = () => world.service.queues.send(`${patch.operation}-dead`, JSON.stringify(bodyOf()), ATTRIBUTES);
const letters = async () => {
  const { queues } = world.service;
  return (await queues.receiveAll(queues.deadLetterUrl(patch.operation))).length;
};
const queued = async () => {
  const { queues } = world.service;
  return (await queues.receiveAll(queues.url(patch.operation))).length;
};
const environment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      /^(DEAD_LETTER_QUEUE_URL|QUEUE_URL|LEDGER_TABLE|FLEET_TABLE|AWS_.*)$/.test(name),
    ),
  );
const redrive = (...args: string[]) =>
  deadLetters(['redrive', patch.operation, ...args, '--yes'], environment());

test.each(['in_flight', 'kept'] as const)(
  'a letter of what its rollout has %s stays, whatever is asked, and says who decides',
  async (list) => {
    await putHead(table, { [list]: [{ seq: 7 }] });
    await bury();
    for (const flags of [[], ['--resend'], ['--resend', '--extend'], ['--id', idOf(), '--resend']]) {
      const { code, stderr } = await redrive(...flags);
      expect(code).toBe(1);
      expect(stderr).toContain(`rollout ${ROLLOUT} released it, and nothing of that is sent from here`);
      expect(stderr).toContain('fleet proceed --accept');
    }
    expect([await letters(), await queued()]).toEqual([1, 0]);
  },
);

test('a letter of what its rollout has settled is removed, and nothing is sent', async () => {
  await putHead(table, { in_flight: [{ seq: 6 }], kept: [{ seq: 70 }] });
  await bury();
  const { code, stderr, stdout } = await redrive('--resend');
  expect([code, stderr]).toEqual([0, expect.stringContaining(`rollout ${ROLLOUT} has settled it`)]);
  expect(stdout).toContain(`redriven  ${idOf()}`);
  expect([await letters(), await queued()]).toEqual([0, 0]);
});

test('a letter of a rollout that cannot be read is removed by its name alone', async () => {
  await bury();
  expect((await redrive()).code).toBe(1);
  expect(await letters()).toBe(1);
  expect((await redrive('--id', idOf())).code).toBe(0);
  expect([await letters(), await queued()]).toEqual([0, 0]);
});

test('show says so, too', async () => {
  await putHead(table, { kept: [{ seq: 7 }] });
  await bury();
  const { stdout, stderr } = await deadLetters(['show', patch.operation, '--id', idOf()], environment());
  expect(stderr).toBe('');
  expect(stdout).toContain('As it is, it cannot be redriven: rollout ');
});
