import { describe, expect, test } from '@jest/globals';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import * as kept from '../../../shared/fleet/rollout/rollout.ts';
import type { LeftOut, RolloutTarget } from '../../../shared/fleet/rollout/target.ts';
import * as target from '../../../shared/fleet/rollout/target.ts';
import * as release from '../../../shared/terms/release.ts';

const ID = 'monthly-1798790400-a1b2c3d4';

test('what stands of a rollout in the table is found by the keys that it was written under', () => {
  expect({
    rollout: release.rolloutKey(ID),
    head: release.ROLLOUT_HEAD,
    target: target.targetKey({ wave: 1, seq: 42 }),
    left: target.leftOutKey(7),
    log: kept.LOG,
    due: kept.ROLLOUT_SHARD,
    fleet: kept.fleetKey('monthly'),
    group: kept.groupKey('app=orders'),
    schema: kept.SCHEMA,
  }).toEqual({
    rollout: `rollout#${ID}`,
    head: 'head',
    target: 't#01#00042',
    left: 'x#00007',
    log: 'log#',
    due: 'rollouts',
    fleet: 'fleet#monthly',
    group: 'group#app=orders',
    schema: 1,
  });
});

const place = { region: 'tr-west-1', project: '0483b6b16e954cb88930a360d2c4e663' };

test('a key follows from the row that it is of', () => {
  const row: RolloutTarget = {
    ...place,
    seq: 3,
    wave: 2,
    operation: 'patch-databases',
    target: 'a',
    instance: 'a',
    from: '1.7',
    to: 'latest patch',
    groups: ['a'],
    windows: ['night'],
    intent: { instance_ids: ['a'] },
    state: 'waiting',
    attempt: 0,
    put_off: 0,
  };
  const left: LeftOut = {
    ...place,
    target: 'b',
    instance: 'b',
    code: 'up_to_date',
    reason: 'nothing newer waits',
  };
  expect([target.targetKey(row), target.leftOutKey([left].length)]).toEqual(['t#02#00003', 'x#00001']);
});

test('a head holds a hundred at work, all of them in several groups, within 64 KB', () => {
  const head: Pick<RolloutHead, 'in_flight'> = {
    in_flight: Array.from({ length: 100 }, (_, seq) => ({
      seq,
      sk: target.targetKey({ wave: 0, seq }),
      wave: 0,
      attempt: 1,
      at: 1_798_790_400_000,
      groups: [
        `${String(seq).padStart(32, '0')}in14`,
        `app=${'x'.repeat(100)}`,
        `cluster=${'y'.repeat(100)}`,
      ],
    })),
  };
  expect(Buffer.byteLength(JSON.stringify(head))).toBeLessThan(48 * 1024);
});

test('targets sort by their wave, then as they are to start', () => {
  const keys = [
    { wave: 0, seq: 10_000 },
    { wave: 2, seq: 9 },
    { wave: 10, seq: 1 },
  ].map(target.targetKey);
  expect(keys.toSorted()).toEqual(keys);
});

describe('the id of a release', () => {
  const one = { rollout: ID, seq: 41, attempt: 2 };

  test('says which it is, and begins as all of them do', () => {
    const id = release.releaseId(one);
    expect(id).toBe(`fleet/${ID}/41/2`);
    expect(id.startsWith(release.RELEASES)).toBe(true);
    expect(release.readReleaseId(id)).toEqual(one);
  });

  test.each(['fleet/', `fleet/${ID}/41`, `fleet/${ID}/41/2/3`, `x/fleet/${ID}/41/2`, 'fleet/a_b/1/1'])(
    '%j names none',
    (id) => expect(release.readReleaseId(id)).toBeUndefined(),
  );
});
