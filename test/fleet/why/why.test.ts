import { describe, expect, test } from '@jest/globals';
import { byItself, needsOf } from '../../../shared/desk/rollout-needs.ts';
import { targetStanding } from '../../../shared/desk/rollout-targets.ts';
import { waveText } from '../../../shared/desk/rollouts.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import type { RolloutTarget } from '../../../shared/fleet/rollout/target.ts';
import { type Known, why } from '../../../shared/fleet/why/why.ts';
import { HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import { NOW, rolloutOf, targetOf, waveOf } from './rollout.ts';

const OPEN = waveOf('prod', 1, { state: 'open' });
const LATER = NOW + HOUR;
const from = (at: number) => () => ({ at, closes: at + 4 * HOUR });
const hold = { until: LATER, by: 'queue:lead', because: 'migration' };

type Case = readonly [
  title: string,
  given: { head?: RolloutHead; row?: Partial<RolloutTarget>; known?: Known },
  answer: object,
];

const CASES: readonly Case[] = [
  ['nothing keeps it', {}, { is: 'free', closes: 'never' }],
  ['it fits now', { known: { fit: from(NOW) } }, { is: 'free', closes: NOW + 4 * HOUR }],
  [
    'its window opens later',
    { known: { fit: from(LATER) } },
    { is: 'waiting', why: { wait: 'window', until: LATER } },
  ],
  [
    'it fits only when the plan is over',
    { head: rolloutOf([OPEN], { good_until: LATER }), known: { fit: from(LATER) } },
    { is: 'waiting', why: { over: 'unfit' } },
  ],
  ['it never fits', { known: { fit: () => undefined } }, { is: 'waiting', why: { over: 'unfit' } }],
  [
    'it was put off',
    { row: { put_off: 1, not_before: LATER, code: 'busy' } },
    { is: 'waiting', why: { wait: 'put_off', until: LATER, because: 'busy' } },
  ],
  ['it was put off, and that is over', { row: { put_off: 1, not_before: NOW } }, { is: 'free' }],
  [
    'its operation is paused',
    { known: { paused: () => 'paused' } },
    { is: 'waiting', why: { wait: 'paused' } },
  ],
  [
    'one of its group is at work',
    { known: { busy: new Set(['in0']) } },
    { is: 'waiting', why: { wait: 'group' } },
  ],
  [
    'another rollout has one of its group at work',
    { known: { taken: new Set(['in0']) } },
    { is: 'waiting', why: { wait: 'group' } },
  ],
  [
    'somebody holds its instance',
    { head: rolloutOf([OPEN], { holds: { db: hold } }), row: { instance: 'db' } },
    { is: 'waiting', why: { wait: 'hold', until: LATER, because: 'held by queue:lead: migration' } },
  ],
  [
    'a hold is over',
    { head: rolloutOf([OPEN], { holds: { in0: { ...hold, until: NOW } } }) },
    { is: 'free' },
  ],
  [
    'a tag holds it',
    { known: { away: new Map([['t#00#00000', { left: 'on_hold', reason: 'tag', until: LATER }]]) } },
    { is: 'waiting', why: { wait: 'hold', until: LATER } },
  ],
  [
    'it is not what was planned any more',
    { known: { away: new Map([['t#00#00000', { left: 'drifted', reason: 'it runs 1.8' }]]) } },
    { is: 'waiting', why: { over: 'stale', because: 'it runs 1.8' } },
  ],
  [
    'it is gone',
    { known: { away: new Map([['t#00#00000', { left: 'gone', reason: 'gone' }]]) } },
    { is: 'waiting', why: { over: 'ended' } },
  ],
  [
    'its wave needs approval',
    { head: rolloutOf([waveOf('prod', 1, { state: 'open', needs_approval: true })]) },
    { is: 'waiting', why: { fix: 'approve' } },
  ],
  [
    'its wave is at its gate',
    { head: rolloutOf([waveOf('prod', 1, { state: 'at_gate', at_gate: { since: NOW, because: 'few' } })]) },
    { is: 'waiting', why: { fix: 'promote', because: 'wave prod waits at its gate: few' } },
  ],
  [
    'the rollout is halted',
    { head: rolloutOf([OPEN], { state: 'halted', why: { code: 'budget', reason: 'two failed' } }) },
    { is: 'waiting', why: { fix: 'proceed', because: 'it is halted: two failed' } },
  ],
  [
    'the rollout was aborted',
    { head: rolloutOf([OPEN], { state: 'halted', why: { code: 'aborted', reason: 'no more' } }) },
    { is: 'waiting', why: { wait: 'work' } },
  ],
  [
    'the plan is not good any more',
    { head: rolloutOf([OPEN], { good_until: NOW }) },
    { is: 'waiting', why: { over: 'ended' } },
  ],
  [
    'the plan is being made',
    { head: rolloutOf([OPEN], { state: 'planning' }) },
    { is: 'waiting', why: { wait: 'planning' } },
  ],
  [
    'the rollout is over',
    { head: rolloutOf([OPEN], { state: 'closed' }) },
    { is: 'waiting', why: { over: 'ended' } },
  ],
  [
    'a wave comes before its own',
    { head: rolloutOf([waveOf('canary', 1, { state: 'open' }), waveOf('prod', 1)]), row: { wave: 1 } },
    { is: 'waiting', why: { wait: 'wave', because: 'wave canary comes first' } },
  ],
  ['it is at work', { row: { state: 'sent' } }, { is: 'at_work' }],
  ['it has ended', { row: { state: 'ended', result: 'succeeded' } }, { is: 'ended' }],
  ['it has left', { row: { state: 'left', left: 'drifted' } }, { is: 'left' }],
];

test.each(CASES)('a target, where %s', (_, { head = rolloutOf([OPEN]), row, known = {} }, answer) => {
  expect(why(targetOf(0, row), head, known, NOW)).toMatchObject(answer);
});

describe('what people are told of it', () => {
  const unapproved = (name: string) => waveOf(name, 1, { needs_approval: true });
  const baking = waveOf('canary', 1, { state: 'settled', bake_until: LATER });

  test('waves that wait for approval are one need, whichever is under way', () => {
    const head = rolloutOf([{ ...baking, state: 'open' }, unapproved('test'), unapproved('prod')]);
    expect(needsOf(head, NOW)).toMatchObject([
      {
        sentence: 'waves test, prod start nothing before somebody approves them',
        commands: [{ command: 'fleet approve', options: {} }],
      },
    ]);
    expect(head.waves.map((__, index) => waveText(head, index, NOW))).toEqual([
      'open',
      'not begun; needs approval',
      'not begun; needs approval',
    ]);
  });

  test('a bake ends by itself, and so does what is at work', () => {
    const head = rolloutOf([baking, waveOf('prod', 1)]);
    expect(needsOf(head, NOW)).toEqual([]);
    expect(byItself(head, NOW)).toBe('wave canary bakes until 2027-01-05T09:00:00Z (60 min)');
    expect(byItself(head, LATER)).toBe('the instances of wave canary are asked whether they are at rest');
    const flight = { seq: 0, sk: 't#00#00000', wave: 0, attempt: 1, at: NOW, groups: [] };
    expect(byItself({ ...head, in_flight: [flight] }, NOW)).toBe('1 is at work and followed to the end');
  });

  test('a plan waits for another rollout of its fleet only once steering has had time to take it up', () => {
    const { good_until: _, ...plan } = rolloutOf([unapproved('prod')], { state: 'proposed' });
    expect(byItself(plan, NOW + 3 * MINUTE)).toBeUndefined();
    expect(byItself(plan, NOW + 4 * MINUTE)).toBe('another rollout of its fleet has to be over first');
  });

  test('who is held, put off or waits for a wave is told with the reason and until when', () => {
    const head = rolloutOf([OPEN, waveOf('later', 1)], { holds: { in0: hold } });
    expect(targetStanding(targetOf(0), head, NOW)).toEqual({
      stands: 'held',
      why: 'until 2027-01-05T09:00:00Z: held by queue:lead: migration',
    });
    expect(targetStanding(targetOf(1, { put_off: 1, not_before: LATER, code: 'busy' }), head, NOW)).toEqual({
      stands: 'put off',
      why: 'until 2027-01-05T09:00:00Z: busy',
    });
    expect(targetStanding(targetOf(2, { wave: 1 }), head, NOW)).toEqual({
      stands: 'waiting',
      why: 'wave prod comes first',
    });
    expect(targetStanding(targetOf(3), head, NOW)).toEqual({ stands: 'waiting' });
  });
});
