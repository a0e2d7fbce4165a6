import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { MINUTE } from '../../../shared/values/time/units.ts';
import { patch } from '../../world/cases.ts';
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

/** Until something is released, which lies on its queue then. */
async function released(rollout: string): Promise<void> {
  for (let minute = 0; minute < 20; minute += 1) {
    await verbs.steer();
    if ((await verbs.head(rollout)).in_flight.length > 0) return;
    await verbs.around();
    verbs.pass(1);
  }
  throw new Error('nothing was released');
}

const inbox = async () => {
  const { code, stdout } = await verbs.run(['inbox', '--output', 'json']);
  return { code, items: (JSON.parse(stdout) as { items: Record<string, unknown>[] }).items };
};

test('a plan that waits for its approval is a decision with the command for it, until somebody approves it', async () => {
  const { id: rollout, hash = '', planned_at = 0 } = await verbs.planned();
  const { code, items } = await inbox();
  expect([code, items]).toEqual([
    3,
    [
      {
        kind: 'decision',
        what: rollout,
        since: new Date(planned_at).toISOString().replace('.000', ''),
        sentence: 'fleet monthly, 1 target: wave all starts nothing before somebody approves it',
        commands: [`npx --no-install db-upkeep fleet approve ${hash.slice(0, 16)}`],
      },
    ],
  ]);
  await verbs.run(['fleet approve', hash.slice(0, 16)], 'yes\n');
  expect(await inbox()).toEqual({ code: 0, items: [] });
  await until(rollout, ({ state }) => state === 'done');
  expect(await inbox()).toEqual({ code: 0, items: [] });
});

test('a rollout that is halted is a decision, and what failed in it is one item that says: send nothing by hand', async () => {
  const { waves } = FLEET;
  await verbs.reset({ monthly: { ...FLEET, waves: { all: { ...waves.all, at_once: 2 } as never } } });
  verbs.world.set({ EVENT_BUS: 'upkeep' });
  for (const one of [ONE, OTHER]) verbs.add(one);
  const failed = { how: 'failed', fail_reason: 'Out of memory.', afterMs: 7 * MINUTE, times: 2 } as const;
  verbs.world.cloud.endings.add(failed);
  const { id: rollout } = await verbs.approved();
  await until(rollout, ({ state, in_flight }) => state === 'halted' && in_flight.length === 0);
  const { code, items } = await inbox();
  const [first, second, ...others] = items;
  expect([code, others]).toEqual([1, []]);
  expect(first).toEqual({
    kind: 'failed',
    what: rollout,
    since: expect.any(String),
    sentence: `patch-databases failed of ${ONE}, ${OTHER}: Out of memory. Send nothing by hand: the rollout has released this, and counts it.`,
    commands: [`npx --no-install db-upkeep fleet show ${rollout} --targets`],
  });
  expect(second).toMatchObject({
    kind: 'decision',
    sentence: expect.stringMatching(
      /^fleet monthly, 2 targets: it is halted: .*; no operation takes back what patch-databases brings$/,
    ),
    commands: [
      `npx --no-install db-upkeep fleet show ${rollout} --targets`,
      expect.stringContaining(`db-upkeep fleet proceed ${rollout} --accept '<ids>'`),
      expect.stringContaining(`db-upkeep fleet abort ${rollout} `),
    ],
  });
  await verbs.steer();
  const told = verbs.world.bus.taken.filter(({ detailType }) => /Halted|Wave Started/.test(detailType));
  expect(told.map(({ detailType, detail }) => [detailType, detail.sentence])).toEqual([
    ['Upkeep Wave Started', expect.not.stringContaining('takes back')],
    [
      'Upkeep Rollout Halted',
      expect.stringMatching(/^halted: .*; no operation takes back what patch-databases brings$/),
    ],
  ]);
  expect((await verbs.log(rollout)).filter(({ sentence }) => sentence.includes('takes back'))).toEqual([]);
});

test('what a rollout released and did not send is no item, since that is for the rollout; a refusal of the cloud is one', async () => {
  const { state } = verbs.world.cloud;
  const { id: rollout } = await verbs.approved();
  await released(rollout);
  state.change(ONE, { tags: [{ key: 'upkeep-hold-until', value: '2024-12-01' }] });
  await until(rollout, ({ in_flight }) => in_flight.length === 0);
  expect((await verbs.run(['status', '--failed'])).stdout).toContain(`${ONE}  rejected`);
  expect((await inbox()).items.filter(({ kind }) => kind !== 'decision')).toEqual([]);

  verbs.add(OTHER);
  verbs.pass(60);
  const { id: next } = await verbs.approved();
  await released(next);
  verbs.world.befall(patch, { kind: 'reject', error_code: 'DBS.280449' });
  await until(next, ({ in_flight }) => in_flight.length === 0);
  expect((await inbox()).items.filter(({ kind }) => kind === 'failed')).toEqual([
    expect.objectContaining({ what: next, sentence: expect.stringContaining(`rejected of ${OTHER}`) }),
  ]);
});
