import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FLEET, type SteeringWorld, startSteering } from './steering-world.ts';

const IDS = ['a', 'b', 'c'].map((letter) => `${letter.repeat(32)}in06`);

/** Two at once, then the third in a wave of its own. */
const TWO_WAVES = {
  monthly: {
    ...FLEET,
    waves: {
      first: { names: ['first-*'], at_once: 2, ramp: [], stop_after: 1, enough: '100%', bake: 'PT0S' },
      rest: { rest: true as const, at_once: 1, ramp: [], stop_after: 1, enough: '100%', bake: 'PT0S' },
    },
  },
};

let steering: SteeringWorld;
beforeAll(async () => {
  steering = await startSteering();
});
afterAll(() => steering.close());

async function begun(): Promise<void> {
  await steering.reset(TWO_WAVES);
  const [one = '', two = '', three = ''] = IDS;
  steering.add(one, { name: 'first-1' });
  steering.add(two, { name: 'first-2' });
  steering.add(three, { name: 'other' });
  await steering.survey();
}

/** Cuts a run of steering off from the tables at the n-th write to the fleet table since the start, before it is made or after. */
function killer(nth: number, when: 'before' | 'after') {
  let writes = 0;
  let hit = false;
  const isWrite = ({ action, body }: { action: string; body: string }) =>
    /^(PutItem|BatchWriteItem)$/.test(action) && body.includes(String(process.env.FLEET_TABLE));
  return {
    hit: () => hit,
    watch() {
      if (hit) return;
      const { ledger } = steering.world;
      ledger.break(when === 'before' ? 'down' : 'lost', (call) => {
        if (hit || !isWrite(call) || ++writes !== nth) return false;
        hit = true;
        return true;
      });
      ledger.break('down', () => hit);
    },
  };
}

/** From the plan to the end, by runs of which any may be killed. */
async function rolledOut(beforeRun = () => {}): Promise<string> {
  await steering.decide({ verb: 'plan', fleet: 'monthly' });
  for (let run = 0; run < 60; run += 1) {
    beforeRun();
    await steering.steer();
    steering.world.ledger.clear();
    const { planned } = await steering.fleet();
    if (planned?.rollout) {
      const { id, hash, decision, state } = await steering.head(planned.rollout);
      if (state === 'proposed') await steering.decide({ verb: 'approve', rollout: id, decision, hash });
      if (state === 'done') return id;
    }
    await steering.around();
    steering.pass(5);
  }
  throw new Error('it never ended');
}

const ended = async (id: string) => {
  const [head, rows] = [await steering.head(id), await steering.rows(id)];
  return {
    state: head.state,
    counts: head.waves.map(({ counts }) => counts),
    rows: rows.map(({ target, result }) => ({ target, result })),
    submissions: steering.world.submissions().length,
  };
};

test('a run that is killed at any write, and the next that goes on, come to the same', async () => {
  await begun();
  const whole = await ended(await rolledOut());
  expect(whole).toEqual({
    state: 'done',
    counts: [{ succeeded: 2 }, { succeeded: 1 }],
    rows: IDS.map((target) => ({ target, result: 'succeeded' })),
    submissions: 3,
  });
  // Each write one time in turn: before it is made, after, and not at all.
  for (let nth = 1; ; nth += 1) {
    if (nth % 3 === 0) continue;
    const when = nth % 3 === 1 ? 'after' : 'before';
    await begun();
    const { watch, hit } = killer(nth, when);
    const id = await rolledOut(watch);
    expect([nth, when, await ended(id)]).toEqual([nth, when, whole]);
    if (!hit()) break;
  }
}, 900_000);
