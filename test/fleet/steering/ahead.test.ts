import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Calendar } from '../../../shared/calendar/calendar.ts';
import type { Fleet } from '../../../shared/fleet/fleet.ts';
import { foreseenOf } from '../../../shared/fleet/steering/foreseen.ts';
import { setPause } from '../../../shared/ledger/pause.ts';
import { openLedger } from '../../../shared/ledger/store.ts';
import { DAY } from '../../../shared/values/time/units.ts';
import { FLEET, type SteeringWorld, startSteering } from './steering-world.ts';

// The world's clock begins on Wednesday 2024-10-30 at 02:00 UTC.
const ID = (letter: string) => `${letter.repeat(32)}in06`;
const MINUTES_A_DAY = 24 * 60;

/** Saturdays from 22:00 in Singapore on, which is 14:00 UTC. */
const SATURDAYS: Calendar = {
  windows: { saturdays: { days: ['sat'], from: '22:00', for: 'PT6H', time_zone: 'Asia/Singapore' } },
  freezes: {},
  never_together: [],
};
const WEEKLY: Fleet = {
  ...FLEET,
  windows: ['saturdays'],
  tell: { ahead: ['P7D', 'P1D', 'PT1H'], to: ['people'] },
};

let steering: SteeringWorld;
beforeAll(async () => {
  steering = await startSteering();
});
afterAll(() => steering.close());

async function begin(fleet: Fleet = WEEKLY, calendar = SATURDAYS) {
  await steering.reset({ monthly: fleet }, calendar);
  steering.world.set({ EVENT_BUS: 'upkeep' });
}
/** Runs of steering so many minutes apart, up to a time after the start. */
async function steerUntil(end: number, every = 15) {
  while (steering.elapsed() < end) {
    await steering.steer();
    steering.pass(Math.min(every, Math.max(1, end - steering.elapsed())));
  }
  // It is foreseen, decided and told in three runs.
  for (let run = 0; run < 3; run += 1) {
    await steering.steer();
    steering.pass(1);
  }
}
const notices = () =>
  steering.world.bus.taken
    .filter(({ detailType }) => detailType === 'Upkeep Notice Ahead')
    .map(({ detail }) => String(detail.sentence));

const SATURDAY = (3 * 24 + 12) * 60;

describe('before a wave starts', () => {
  beforeEach(async () => {
    await begin();
    steering.add(ID('a'), { name: 'orders', tags: [{ key: 'owner', value: 'shop' }] });
    steering.add(ID('b'), { name: 'pay', tags: [{ key: 'owner', value: 'shop' }] });
    steering.add(ID('c'));
  });

  test('people are told once at each step: the instances by owner, the start here and in UTC, what is felt, how to keep one out', async () => {
    await steering.approved();
    await steerUntil(60);
    const [first, ...others] = notices();
    expect(others).toEqual([]);
    expect(first).toContain('wave all starts 2024-11-02 22:00 in Hong Kong, 14:00 UTC;');
    expect(first).toContain('3 instances: orders and pay of shop, geminidb-cc');
    expect(first).toContain(
      'patch-databases restarts the nodes of each instance in turn, at once; connections drop',
    );
    expect(first).toContain(
      'to keep one out, give it the tag upkeep-hold-until with a date, P60D ahead at most',
    );
    await steerUntil(SATURDAY - MINUTES_A_DAY - 30, 600);
    expect(notices()).toHaveLength(1);
    await steerUntil(SATURDAY - MINUTES_A_DAY + 30);
    expect(notices()).toHaveLength(2);
    await steerUntil(SATURDAY - 90, 600);
    expect(notices()).toHaveLength(2);
    await steerUntil(SATURDAY - 50);
    expect(notices()).toHaveLength(3);
    expect(new Set(notices()).size).toBe(1);
    await steerUntil(SATURDAY + 5);
    expect(notices()).toHaveLength(3);
  });

  test('nobody is told of what somebody has still to decide about', async () => {
    const { id, hash } = await steering.planned();
    await steerUntil(60);
    expect(notices()).toEqual([]);
    const { decision } = await steering.head(id);
    await steering.decide({ verb: 'approve', rollout: id, decision, hash });
    await steerUntil(75, 3);
    expect(notices()).toHaveLength(1);
    const head = await steering.head(id);
    await steering.decide({ verb: 'stop', rollout: id, decision: head.decision, because: 'wait' });
    await steerUntil(SATURDAY + 5, 600);
    expect(notices()).toHaveLength(1);
  });

  test('what was foreseen before a decision, or too long ago, is foreseen anew', async () => {
    const { id } = await steering.approved();
    await steerUntil(5);
    const [head, store, now] = [await steering.head(id), steering.store(), Date.now()];
    const foreseen = await foreseenOf(head, { store }, now);
    if (foreseen === undefined || foreseen === 'stale') throw new Error('nothing was foreseen');
    expect(await foreseenOf({ ...head, decision: head.decision + 1 }, { store }, now)).toBe('stale');
    expect(await foreseenOf(head, { store }, foreseen.good_until)).toBe('stale');
  });

  test('while its operation is paused nobody is told', async () => {
    await steering.approved();
    const { table } = openLedger(String(process.env.LEDGER_TABLE));
    await setPause(table, { operation: 'patch-databases', at: new Date().toISOString(), by: 'ann' });
    await steerUntil(60);
    expect(notices()).toEqual([]);
  });

  test('what is held is not among those that are named', async () => {
    await steering.approved();
    const until = new Date(Date.now() + 5 * DAY).toISOString();
    await steering.decide({ verb: 'hold', target: ID('a'), until, reason: 'sale' });
    await steerUntil(30);
    expect(notices()).toHaveLength(1);
    expect(notices()[0]).toContain('2 instances: pay of shop, geminidb-cc');
  });

  test('a day that moves is told at once, with the old and the new; an hour that moves is not', async () => {
    await steering.approved();
    await steerUntil(60);
    const frozen = (from: string, to: string): Calendar => ({
      ...SATURDAYS,
      freezes: { sale: { from, to, time_zone: 'UTC', because: 'a sale' } },
    });
    steering.packaged({ monthly: WEEKLY }, frozen('2024-11-02T00:00', '2024-11-02T15:00'));
    await steerUntil(8 * 60, 150);
    expect(notices()).toHaveLength(1);
    steering.packaged({ monthly: WEEKLY }, frozen('2024-11-02T00:00', '2024-11-03T15:00'));
    await steerUntil(16 * 60, 150);
    expect(notices()).toHaveLength(2);
    expect(notices()[1]).toContain(
      'moved: wave all starts 2024-11-09 22:00 in Hong Kong, 14:00 UTC, no longer 2024-11-02 22:00 in Hong Kong, 14:00 UTC;',
    );
    // What comes before the new day is told again.
    await steerUntil(4 * MINUTES_A_DAY, 600);
    expect(notices()).toHaveLength(3);
    expect(notices()[2]).toContain('wave all starts 2024-11-09');
  });
});

test('a fleet that tells nobody ahead foresees nothing', async () => {
  await begin({ ...WEEKLY, tell: { ahead: [], to: ['people'] } });
  steering.add(ID('a'));
  const { id } = await steering.approved();
  await steerUntil(60);
  expect(notices()).toEqual([]);
  expect(await steering.table().get({ pk: `rollout#${id}`, sk: 'foreseen' })).toBeUndefined();
});

test('a wave of 150 instances of seven owners is one message, in which the first few are named', async () => {
  await begin({ ...WEEKLY, max_targets: 150 });
  for (let number = 0; number < 150; number += 1) {
    const value = `team-${number % 7}`;
    steering.add(`${String(number).padStart(32, '0')}in06`, {
      name: `db-${number}`,
      tags: [{ key: 'owner', value }],
    });
  }
  await steering.approved();
  await steerUntil(20);
  expect(notices()).toHaveLength(1);
  expect(notices()[0]).toMatch(
    /150 instances: db-0, db-7, db-14 and 19 more of team-0, .* of team-4, \d+ more of other owners;/,
  );
  expect(notices()[0]?.length).toBeLessThan(900);
});

describe('who is waited for', () => {
  const told = (type: string) =>
    steering.world.bus.taken
      .filter(({ detailType }) => detailType === type)
      .map(({ detail }) => String(detail.sentence));

  test('is told again after a day, and then once a day, until they have decided', async () => {
    await begin({ ...WEEKLY, tell: { ahead: [], to: ['people'] } });
    steering.add(ID('a'));
    const { id, hash } = await steering.planned();
    await steerUntil(MINUTES_A_DAY - 60, 360);
    expect(told('Upkeep Plan Proposed')).toHaveLength(1);
    expect(told('Upkeep Approval Due')).toEqual([]);
    await steerUntil(MINUTES_A_DAY + 30, 30);
    const still = 'still waiting for a person: wave all starts nothing before somebody approves it';
    expect(told('Upkeep Approval Due')).toEqual([still]);
    await steerUntil(2 * MINUTES_A_DAY + 60, 180);
    expect(told('Upkeep Approval Due')).toEqual([still, still]);
    const { decision } = await steering.head(id);
    await steering.decide({ verb: 'approve', rollout: id, decision, hash });
    await steerUntil(3 * MINUTES_A_DAY + 120, 360);
    expect(told('Upkeep Approval Due')).toHaveLength(2);
    const head = await steering.head(id);
    expect(head.waits).toBeUndefined();
    await steering.decide({ verb: 'stop', rollout: id, decision: head.decision, reason: 'wait' });
    await steerUntil(4 * MINUTES_A_DAY + 240, 360);
    expect(told('Upkeep Rollout Halted')).toHaveLength(2);
    expect(told('Upkeep Rollout Halted')[1]).toMatch(
      /^still waiting for a person: it is halted: stopped by /,
    );
  });
});
