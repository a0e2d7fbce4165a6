import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FleetTable } from '../../../shared/platform/fleet-ports.ts';
import { at, MINUTE, START } from '../../world/clock.ts';
import { type LedgerWorld, startWorld } from '../../world/world.ts';
import { fill, held, PROJECT, survey } from './survey-world.ts';

let world: LedgerWorld;
let table: FleetTable;
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { READS_A_MINUTE: '6000' } });
});
afterAll(() => world.close());

/** Where the second pass begins. */
const SECOND = 60;

/** A place after a complete pass; since then some were deleted, made and patched, and there is a newer version. */
async function changedPlace(): Promise<void> {
  await world.reset();
  table = await world.fleetTable();
  // What it says of each target is no part of this, and a request more.
  world.set({ LEDGER_TABLE: undefined });
  const { state } = world.cloud;
  fill(world, 14, 'killed');
  await survey();
  const all = state.instances.by('project', PROJECT);
  const of = (service: string) => all.filter((one) => one.service === service);
  for (const [deleted] of [of('gaussdb'), of('taurusdb'), of('geminidb')])
    state.instances.delete(deleted?.id ?? '');
  for (const { id, hotfix_candidates } of of('gaussdb').slice(1))
    state.change(id, { hotfix_candidates: [...hotfix_candidates, '3.208.0.9'] });
  for (const { id, patch_available } of of('geminidb').slice(1))
    state.change(id, { patch_available: !patch_available });
  state.addInstance({ id: `${'f'.repeat(32)}in14`, service: 'gaussdb', project_id: PROJECT });
  at(SECOND);
}

/** Cuts the run off from the tables for ever at its n-th write to the fleet table: before it is made, or after. */
function killAt(nth: number, when: 'before' | 'after'): void {
  let writes = 0;
  let dead = false;
  const isWrite = ({ action, body }: { action: string; body: string }) =>
    /^(PutItem|BatchWriteItem)$/.test(action) && body.includes(String(process.env.FLEET_TABLE));
  world.ledger.break(
    when === 'before' ? 'down' : 'lost',
    (call) => {
      if (dead || !isWrite(call) || ++writes !== nth) return false;
      dead = true;
      return true;
    },
    1,
  );
  world.ledger.break('down', () => dead, Number.POSITIVE_INFINITY);
}

/** What stands in the table, each time since the second pass began as one and the same. */
async function told() {
  const { rows, heads } = await held(table);
  const since = START + SECOND * MINUTE;
  const text = JSON.stringify([
    [...rows.entries()].sort(([one], [other]) => (one < other ? -1 : 1)),
    [...heads].map(([service, { complete, pass, lease }]) => {
      const { started_at, met, nameless, unlisted } = complete ?? {};
      return { service, started_at, met, nameless, unlisted, pass, leased: lease !== undefined };
    }),
  ]);
  return JSON.parse(text, (_, value) => (typeof value === 'number' && value > since ? since : value));
}

async function untilComplete(remaining = () => Number.POSITIVE_INFINITY): Promise<void> {
  for (let minute = SECOND + 3; minute < SECOND + 120; minute += 1) {
    at(minute);
    const { surveyed } = await survey({ remaining });
    if (surveyed.every(({ head: { complete, pass } }) => !pass && complete && complete.started_at > START))
      return;
  }
  throw new Error('the pass was never complete');
}

test('a run that is killed at any write, and the next that goes on, keep what one run keeps', async () => {
  await changedPlace();
  const writes = () =>
    ['PutItem', 'BatchWriteItem'].reduce((sum, action) => sum + world.calls(action).length, 0);
  const before = writes();
  await survey();
  const count = writes() - before;
  const whole = await told();
  // Everything that the first pass saw offered is as old as that.
  expect(JSON.stringify(whole)).toContain(`"3.208.0.7":${START}`);
  expect(count).toBeGreaterThan(20);
  expect(new Set([...(await held(table)).rows.values()].map(({ service }) => service)).size).toBe(3);
  const points = Array.from({ length: count }, (_, index) => index + 1);
  for (const nth of points) {
    const when = nth % 2 === 0 ? 'before' : 'after';
    await changedPlace();
    killAt(nth, when);
    await survey();
    world.ledger.clear();
    await untilComplete();
    expect([nth, when, await told()]).toEqual([nth, when, whole]);
  }
}, 600_000);

test('runs that are killed again and again, at any pace, come to the same in the end', async () => {
  await changedPlace();
  await survey();
  const whole = await told();
  const kills = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom('before', 'after')), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(kills, fc.integer({ min: 12, max: 40 }), async (killed, pace) => {
      await changedPlace();
      world.set({ READS_A_MINUTE: String(pace) });
      for (const [index, [nth, when]] of killed.entries()) {
        at(SECOND + 3 * index);
        killAt(nth, when as 'before' | 'after');
        await survey({ remaining: () => MINUTE });
        world.ledger.clear();
      }
      at(SECOND + 3 * killed.length);
      await untilComplete(() => MINUTE);
      expect(await told()).toEqual(whole);
    }),
    { numRuns: 8 },
  );
}, 600_000);
