import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { MINUTE } from '../../../shared/values/time/units.ts';
import { FLEET } from '../steering/steering-world.ts';
import { startVerbs, type VerbsWorld } from '../verbs/verbs-world.ts';

const id = (letter: string) => `${letter.repeat(32)}in06`;
const [ONE, OTHER] = [id('a'), id('b')];

let verbs: VerbsWorld;
beforeAll(async () => {
  verbs = await startVerbs();
});
beforeEach(async () => {
  await verbs.reset();
  verbs.add(ONE, { name: 'orders' });
});
afterAll(() => verbs.close());

async function until(rollout: string, is: (head: RolloutHead) => boolean): Promise<RolloutHead> {
  for (let minute = 0; minute < 120; minute += 1) {
    const head = await verbs.head(rollout);
    if (is(head)) return head;
    await verbs.minute();
  }
  throw new Error(`still ${JSON.stringify(await verbs.head(rollout))}`);
}

/** What waits, but for the dead letters, whose queues do not answer here. */
async function inbox() {
  const { code, stdout } = await verbs.run(['inbox', '--output', 'json']);
  const { items } = JSON.parse(stdout) as { items: Record<string, unknown>[] };
  const unread = items.filter(({ kind }) => kind === 'not_read');
  expect([code, unread]).toEqual([2, [expect.objectContaining({ what: expect.stringMatching(/^dead/) })]]);
  return items.filter((one) => !unread.includes(one));
}

test('a plan that waits for its approval is a decision with the command for it, until somebody approves it', async () => {
  const { id: rollout, hash = '', planned_at = 0 } = await verbs.planned();
  expect(await inbox()).toEqual([
    {
      kind: 'decision',
      what: rollout,
      since: new Date(planned_at).toISOString().replace('.000', ''),
      sentence: 'fleet monthly, 1 target: wave all starts nothing before somebody approves it',
      commands: [`npx --no-install db-upkeep fleet approve ${hash.slice(0, 16)}`],
    },
  ]);
  await verbs.run(['fleet approve', hash.slice(0, 16)], 'yes\n');
  expect(await inbox()).toEqual([]);
  await until(rollout, ({ state }) => state === 'done');
  expect(await inbox()).toEqual([]);
});

test('a rollout that is halted is a decision, and what failed in it is one item that says: send nothing by hand', async () => {
  const { waves } = FLEET;
  await verbs.reset({ monthly: { ...FLEET, waves: { all: { ...waves.all, at_once: 2 } as never } } });
  for (const one of [ONE, OTHER]) verbs.add(one);
  const failed = { how: 'failed', fail_reason: 'out of memory', afterMs: 7 * MINUTE, times: 2 } as const;
  verbs.world.cloud.endings.add(failed);
  const { id: rollout } = await verbs.approved();
  await until(rollout, ({ state, in_flight }) => state === 'halted' && in_flight.length === 0);
  const [first, second, ...others] = await inbox();
  expect(others).toEqual([]);
  expect(first).toEqual({
    kind: 'failed',
    what: rollout,
    since: expect.any(String),
    sentence: `patch-databases failed of ${ONE}, ${OTHER}: out of memory. Send nothing by hand: the rollout has released this, and counts it.`,
    commands: [`npx --no-install db-upkeep fleet show ${rollout} --targets`],
  });
  expect(second).toMatchObject({
    kind: 'decision',
    sentence: expect.stringMatching(/^fleet monthly, 2 targets: it is halted: /),
    commands: [
      `npx --no-install db-upkeep fleet show ${rollout} --targets`,
      expect.stringContaining(`db-upkeep fleet proceed ${rollout} --accept '<ids>'`),
      expect.stringContaining(`db-upkeep fleet abort ${rollout} `),
    ],
  });
});
