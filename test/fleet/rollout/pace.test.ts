import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type PaceCounts, type PaceRules, paceOf } from '../../../shared/fleet/pace.ts';

const NONE: PaceCounts = {
  succeeded: 0,
  already_done: 0,
  failed: 0,
  completed_unchanged: 0,
  timed_out: 0,
  unknown: 0,
  completed_unproven: 0,
  in_flight: 0,
  waiting: 0,
};
const RULES: PaceRules = { size: 20, at_once: 8, stop_after: 3, enough: 100 };
const pace = (rules: Partial<PaceRules>, counts: Partial<PaceCounts>) =>
  paceOf({ ...RULES, ...rules }, { ...NONE, ...counts });

describe('how many may start', () => {
  test.each<[string, Partial<PaceRules>, Partial<PaceCounts>, number]>([
    ['as many as there are slots', {}, { waiting: 20 }, 8],
    ['what is at work has a slot', {}, { waiting: 17, in_flight: 3 }, 5],
    ['no more than wait', {}, { waiting: 2, succeeded: 18 }, 2],
    ['none while every slot is taken', {}, { waiting: 12, in_flight: 8 }, 0],
    ['none, and no fewer, where more are at work than there are slots', {}, { waiting: 5, in_flight: 15 }, 0],
    ['a share of slots is rounded down', { at_once: '10%', size: 29 }, { waiting: 29 }, 2],
    ['and is one at least', { at_once: '10%', size: 4 }, { waiting: 4 }, 1],
    ['and a hundred at most', { at_once: '50%', size: 10_000 }, { waiting: 10_000 }, 100],
    ['what timed out keeps its slot', {}, { waiting: 19, timed_out: 1 }, 7],
    ['so does what is unknown', {}, { waiting: 18, unknown: 1, in_flight: 1 }, 6],
    ['so do two jobs', {}, { waiting: 19, two_jobs: 1 }, 7],
    ['what failed gives its slot back', {}, { waiting: 18, failed: 1, completed_unchanged: 1 }, 8],
    ['so does what proved nothing', {}, { waiting: 19, completed_unproven: 1 }, 8],
    ['so does what a person accepted', {}, { waiting: 17, accepted: 3 }, 8],
  ])('%s', (_name, rules, counts, start) => {
    expect(pace(rules, counts)).toMatchObject({ start, halted: false, passed: false });
  });
});

describe('a ramp', () => {
  const ramp = [1, 5];
  test.each<[string, Partial<PaceRules>, Partial<PaceCounts>, number]>([
    ['begins with its first step', { ramp }, { waiting: 20 }, 1],
    ['waits until all of a step ended', { ramp }, { waiting: 19, in_flight: 1 }, 0],
    ['opens the next step then', { ramp }, { waiting: 19, succeeded: 1 }, 5],
    ['whose targets need not start together', { ramp }, { waiting: 15, succeeded: 1, in_flight: 4 }, 1],
    ['and are no more than the step has', { ramp }, { waiting: 15, succeeded: 4, in_flight: 2 }, 0],
    ['is over after the last step', { ramp }, { waiting: 14, succeeded: 6 }, 8],
    ['counts what was done already', { ramp }, { waiting: 18, already_done: 1, in_flight: 1 }, 4],
    ['never lets more work at once', { ramp, at_once: 3 }, { waiting: 19, succeeded: 1 }, 3],
    ['counts again what a person accepted', { ramp }, { waiting: 19, accepted: 1 }, 1],
  ])('%s', (_name, rules, counts, start) => {
    expect(pace(rules, counts)).toMatchObject({ start, halted: false, passed: false });
  });

  test.each<[string, Partial<PaceCounts>]>([
    ['a bad end, with budget left', { waiting: 19, failed: 1 }],
    ['one in its last step', { waiting: 13, succeeded: 5, in_flight: 1, completed_unchanged: 1 }],
    ['one that proved nothing', { waiting: 19, completed_unproven: 1 }],
  ])('halts at %s', (_name, counts) => {
    expect(pace({ ramp }, counts)).toMatchObject({ start: 0, halted: true, passed: false });
  });

  test('halts at nothing that ends after it', () => {
    const counts = { waiting: 12, succeeded: 6, failed: 1, completed_unproven: 1 };
    expect(pace({ ramp }, counts)).toMatchObject({ start: 8, halted: false });
  });
});

describe('a budget', () => {
  const BAD = ['failed', 'completed_unchanged', 'timed_out', 'unknown', 'two_jobs'] as const;
  test.each(BAD)('counts %s', (end) => {
    expect(pace({}, { waiting: 17, [end]: 3 })).toMatchObject({ start: 0, halted: true });
    expect(pace({}, { waiting: 17, [end]: 2 })).toMatchObject({ halted: false });
  });

  test.each(['succeeded', 'already_done', 'completed_unproven', 'accepted'] as const)(
    'does not count %s',
    (end) => {
      expect(pace({ stop_after: 1 }, { waiting: 10, [end]: 9 })).toMatchObject({ halted: false });
    },
  );

  test.each<[string, Partial<PaceRules>, Partial<PaceCounts>, boolean]>([
    ['one of five', {}, { succeeded: 4, failed: 1 }, false],
    ['two of five', {}, { succeeded: 3, failed: 2 }, true],
    ['one of four, too few to judge', {}, { succeeded: 3, failed: 1 }, true],
    ['a share below one is one', { size: 9 }, { succeeded: 5, failed: 1 }, true],
    ['a share is rounded down', { size: 29 }, { succeeded: 5, failed: 2 }, true],
    ['what a person accepted is none of the five', {}, { succeeded: 3, accepted: 1, failed: 1 }, true],
    ['what proved nothing is', {}, { succeeded: 3, completed_unproven: 1, failed: 1 }, false],
  ])('as a share of the wave: %s', (_name, rules, counts, halted) => {
    expect(pace({ stop_after: '10%', ...rules }, { waiting: 3, ...counts })).toMatchObject({ halted });
  });

  test('is used up although nothing is left to start', () => {
    const counts = { succeeded: 19, failed: 1 };
    expect(pace({ stop_after: 1, enough: 90 }, counts)).toMatchObject({ halted: true, passed: false });
  });

  test('halts where the slots that nobody can free leave none', () => {
    expect(pace({ at_once: 2 }, { waiting: 10, unknown: 1, timed_out: 1 })).toMatchObject({ halted: true });
    expect(pace({ at_once: 2 }, { waiting: 10, unknown: 1, in_flight: 1 })).toMatchObject({ halted: false });
  });
});

describe('enough', () => {
  test.each<[string, Partial<PaceRules>, Partial<PaceCounts>, boolean]>([
    ['all', {}, { succeeded: 19, already_done: 1 }, true],
    ['one fewer than all', {}, { succeeded: 19, failed: 1 }, false],
    ['18 of 19 at 90 %', { size: 19, enough: 90 }, { succeeded: 18, failed: 1 }, true],
    ['17 of 19 at 90 %', { size: 19, enough: 90 }, { succeeded: 17, failed: 2 }, false],
    ['19 of 20 at 95 %', { enough: 95 }, { succeeded: 19, failed: 1 }, true],
    ['what is at work is waited for', { enough: 90 }, { succeeded: 18, in_flight: 1, failed: 1 }, false],
    ['what can start is started', { enough: 90 }, { succeeded: 18, waiting: 2 }, false],
    ['what cannot start is not waited for', { enough: 90 }, { succeeded: 18 }, true],
    ['what a person accepted stays bad', {}, { succeeded: 19, accepted: 1 }, false],
    ['an unknown one keeps its slot and no wave', { enough: 95 }, { succeeded: 19, unknown: 1 }, true],
    ['one that proved nothing is not missed', { enough: 95 }, { succeeded: 19, completed_unproven: 1 }, true],
    ['nobody', { size: 0 }, {}, true],
  ])('%s', (_name, rules, counts, passed) => {
    expect(pace(rules, counts)).toMatchObject({ passed, halted: false });
  });

  test('is not reached: the wave waits for a person', () => {
    const { start, because } = pace({}, { succeeded: 19, failed: 1 });
    expect([start, because]).toEqual([
      0,
      '19 ended well, 20 must, and nothing is left to start: a person promotes the wave',
    ]);
  });

  test('is not reached since some proved nothing: the rollout halts once nothing else can', () => {
    const counts = { succeeded: 19, completed_unproven: 1 };
    expect(pace({}, counts)).toMatchObject({ halted: true, passed: false });
    expect(pace({}, { ...counts, succeeded: 18, in_flight: 1 })).toMatchObject({ halted: false });
    expect(pace({}, { ...counts, succeeded: 18, waiting: 1 })).toMatchObject({ halted: false, start: 1 });
  });
});

test.each(['10', '-1%', 'all', '%', ''])('%j is no amount', (amount) => {
  const fault = `expected a number or a share such as 10%, got ${amount}`;
  expect(() => pace({ at_once: amount }, {})).toThrow(new RangeError(fault));
  expect(() => pace({ stop_after: amount }, {})).toThrow(new RangeError(fault));
});

describe('whatever the counts', () => {
  const few = fc.integer({ min: 0, max: 12 });
  const counts = fc.record({
    succeeded: few,
    already_done: few,
    failed: fc.integer({ min: 0, max: 2 }),
    completed_unchanged: fc.integer({ min: 0, max: 1 }),
    timed_out: fc.integer({ min: 0, max: 1 }),
    unknown: fc.integer({ min: 0, max: 1 }),
    completed_unproven: fc.integer({ min: 0, max: 1 }),
    two_jobs: fc.integer({ min: 0, max: 1 }),
    accepted: fc.integer({ min: 0, max: 2 }),
    in_flight: few,
    waiting: few,
  });
  const share = fc.integer({ min: 1, max: 100 }).map((percent) => `${percent}%`);
  const rules = fc.record({
    at_once: fc.oneof(fc.integer({ min: 1, max: 10 }), share),
    ramp: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
    stop_after: fc.oneof(fc.integer({ min: 1, max: 6 }), share),
    enough: fc.integer({ min: 1, max: 100 }),
  });
  const slots = (amount: number | string, size: number) =>
    typeof amount === 'number' ? amount : Math.max(1, Math.floor((size * Number.parseInt(amount, 10)) / 100));
  const asked = fc.tuple(rules, counts).map(([some, of]) => {
    const size = Object.values(of).reduce((sum, count) => sum + count, 0);
    return { rules: { ...some, size }, counts: of };
  });

  test('no slot is given twice, and none that nobody can free', () => {
    fc.assert(
      fc.property(asked, ({ rules, counts }) => {
        const { start } = paceOf(rules, counts);
        const taken = counts.in_flight + counts.timed_out + counts.unknown + counts.two_jobs;
        expect(start).toBeGreaterThanOrEqual(0);
        expect(start).toBeLessThanOrEqual(counts.waiting);
        if (start > 0) expect(start + taken).toBeLessThanOrEqual(slots(rules.at_once, rules.size));
      }),
    );
  });

  test('only one thing is said at a time, and why', () => {
    fc.assert(
      fc.property(asked, ({ rules, counts }) => {
        const { start, halted, passed, because } = paceOf(rules, counts);
        expect([start > 0, halted, passed].filter(Boolean).length).toBeLessThanOrEqual(1);
        expect(because).not.toBe('');
      }),
    );
  });

  test('one more bad end never makes more start, nor a halted rollout go on', () => {
    const bad = fc.constantFrom('failed', 'completed_unchanged', 'timed_out', 'unknown', 'two_jobs' as const);
    fc.assert(
      fc.property(asked, bad, ({ rules, counts }, end) => {
        fc.pre(counts.in_flight > 0 && typeof rules.stop_after === 'number');
        const before = paceOf(rules, { ...counts, in_flight: counts.in_flight });
        const after = paceOf(rules, { ...counts, in_flight: counts.in_flight - 1, [end]: counts[end] + 1 });
        expect(after.start).toBeLessThanOrEqual(before.start + 1);
        if (before.halted && counts.completed_unproven === 0) expect(after.halted).toBe(true);
      }),
    );
  });

  test('a wave whose targets all end well goes through, with never more at work than may be', () => {
    fc.assert(
      fc.property(rules, fc.integer({ min: 0, max: 30 }), (some, size) => {
        const wave = { ...some, size };
        let [waiting, succeeded] = [size, 0];
        for (let round = 0; round <= size; round += 1) {
          const { start, passed } = paceOf(wave, { ...NONE, waiting, succeeded });
          expect(passed).toBe(waiting === 0);
          if (passed) return;
          expect(start).toBeGreaterThan(0);
          waiting -= start;
          succeeded += start;
        }
        throw new Error('it never passed');
      }),
    );
  });
});
