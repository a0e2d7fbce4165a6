import { expect, test } from '@jest/globals';
import { directedTo, heedWords } from '../../../shared/fleet/rollout/directed.ts';
import type { Facts } from '../../../shared/fleet/rollout/facts.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { type RolloutTarget, targetKey } from '../../../shared/fleet/rollout/target.ts';
import { HOUR } from '../../../shared/values/time/units.ts';
import { NOW, rolloutOf, targetOf, waveOf } from '../why/rollout.ts';

const BY = { by: 'queue:AROAEXAMPLELEAD0001:anna', at: NOW };
const LOST = targetOf(1, { state: 'ended', result: 'unknown', attempt: 1, reason: 'no answer came' });
const WORD = directedTo('accept', LOST, BY);
const HALTED: RolloutHead = rolloutOf([waveOf('all', 1, { state: 'open', counts: { unknown: 1 } })], {
  state: 'halted',
  directed: [WORD],
  kept: [
    { seq: 1, sk: targetKey(LOST), wave: 0, attempt: 1, at: NOW, groups: LOST.groups, result: 'unknown' },
  ],
});
const factsOf = (row: RolloutTarget, atRest: boolean): Facts => ({
  rows: new Map([[targetKey(row), row]]),
  ends: new Map(),
  away: new Map(),
  void_holds: new Set(),
  taken: new Set(),
  at_rest: new Set(atRest ? [targetKey(row)] : []),
  proven: new Set(),
  behind: false,
  paused: () => undefined,
  fit: (_row, now) => ({ at: now, closes: now + HOUR }),
  lasts: () => 0,
  starts: () => undefined,
  backUp: () => undefined,
});
const heed = (row: RolloutTarget, now: number, atRest = false) =>
  heedWords(HALTED, factsOf(row, atRest), now);

test('a word to accept what may still be at work waits an hour for its instance to rest, and is then given up', () => {
  expect(heed(LOST, NOW + HOUR - 1)).toEqual({ head: HALTED, rows: [] });
  const { head, rows } = heed(LOST, NOW + HOUR);
  expect(head).toMatchObject({ directed: [], kept: HALTED.kept });
  expect(rows).toMatchObject([
    { given_up: NOW, reason: expect.stringContaining('not seen at rest in time') },
  ]);
});

test('at rest in time it is accepted, and frees its slot', () => {
  const { head, rows } = heed(LOST, NOW + 1, true);
  expect(head).toMatchObject({ directed: [], kept: [] });
  expect(head.waves[0]?.counts).toMatchObject({ unknown: 0, accepted: 1 });
  expect(rows).toMatchObject([{ accepted: true }]);
});

test('a word that a step beside this one gave up is not heeded after all; one given later is', () => {
  const { head, rows } = heed({ ...LOST, given_up: NOW }, NOW + HOUR, true);
  expect(head).toMatchObject({ directed: [], kept: HALTED.kept });
  expect(head.waves[0]?.counts).toEqual({ unknown: 1 });
  expect(rows).toEqual([]);
  expect(heed({ ...LOST, given_up: NOW - HOUR }, NOW + 1, true).rows).toMatchObject([{ accepted: true }]);
});
