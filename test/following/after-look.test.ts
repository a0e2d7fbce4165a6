import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type End, type Job, type Look, newJob } from '../../shared/ledger/entry/job.ts';
import { afterLook } from '../../shared/ledger/entry/job-end.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import type { Sight, State } from '../../shared/terms/follow.ts';

const { TIMING } = loadSettings({});
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const WITHIN = 30 * MINUTE;
const GOOD = { shows: 'new', promised: true };
const OLD = { shows: 'old', promised: false };

const fresh = (more: { within_ms?: number; starts_at?: number } = {}) =>
  newJob({ target: 't', job_id: 'j' }, { within_ms: WITHIN, ...more }, 0, TIMING);
const sight = (status: Sight['status'], more: Partial<Sight> = {}): Sight => ({
  status,
  word: status,
  ...more,
});
/** The job after looks at these times. */
const jobAfter = (looks: readonly (readonly [at: number, look: Look])[], before?: State, job = fresh()) =>
  looks.reduce((one, [at, look]) => afterLook(one, look, before, at, TIMING), job);
const done = (state?: Look['state']): Look => ({ sight: sight('completed'), state });
const open: Look = { sight: sight('open') };
const unread: Look = { sight: undefined };
const missing: Look = { sight: 'missing' };

describe('an end', () => {
  test.each<[End, readonly (readonly [number, Look])[], State | undefined, string | undefined]>([
    ['succeeded', [[MINUTE, done(GOOD)]], OLD, undefined],
    ['failed', [[MINUTE, { sight: sight('failed', { reason: 'no memory' }) }]], OLD, 'no memory'],
    ['failed', [[MINUTE, { sight: sight('failed') }]], OLD, 'the cloud gives no reason'],
    ['canceled', [[MINUTE, { sight: sight('canceled') }]], OLD, 'canceled in the cloud'],
    ['timed_out', [[WITHIN, open]], OLD, 'it has not ended in time; last seen open'],
    ['timed_out', [[WITHIN, missing]], OLD, 'the cloud no longer lists it; never seen'],
    [
      'timed_out',
      [
        [MINUTE, { sight: sight('open', { word: 'Running', progress: '60%' }) }],
        [WITHIN, missing],
      ],
      OLD,
      'the cloud no longer lists it; last seen Running 60%',
    ],
    [
      'timed_out',
      [[WITHIN + TIMING.follow_grace_ms, unread]],
      OLD,
      'the cloud could not be asked whether it ended; never seen',
    ],
    [
      'completed_unchanged',
      [
        [MINUTE, done(OLD)],
        [MINUTE + TIMING.proof_ms, { sight: undefined, state: OLD }],
      ],
      OLD,
      'the cloud says completed, but what was asked for is not there',
    ],
    [
      'completed_unproven',
      [
        [MINUTE, done('missing')],
        [MINUTE + TIMING.proof_ms, { sight: undefined, state: 'missing' }],
      ],
      OLD,
      'the cloud says completed and does not show whether anything changed',
    ],
    [
      'completed_unproven',
      [[MINUTE, done(GOOD)]],
      GOOD,
      'the cloud says completed; what was asked for was there before',
    ],
    [
      'completed_unproven',
      [[MINUTE, done(GOOD)]],
      undefined,
      'the cloud says completed and shows what was asked for; what was there before was not read',
    ],
    [
      'completed_unproven',
      [
        [MINUTE, done()],
        [MINUTE + TIMING.proof_ms + TIMING.follow_grace_ms, unread],
      ],
      OLD,
      'the cloud says completed; it could not be asked whether anything changed',
    ],
  ])('%s after %j', (end, looks, before, reason) => {
    const last = looks.at(-1)?.[0];
    const { end: ending } = jobAfter(looks, before);
    expect(ending).toMatchObject({ end, at: last, ...(reason && { reason }) });
    if (!reason) expect(ending).not.toHaveProperty('reason');
    expect(jobAfter(looks.slice(0, -1), before).end).toBeUndefined();
  });

  test('tells what was there before and what is there after, as far as both were read', () => {
    expect(jobAfter([[1, done(GOOD)]], OLD).end).toMatchObject({ before: 'old', after: 'new' });
    expect(jobAfter([[1, done(GOOD)]]).end).not.toHaveProperty('before');
    const failed = jobAfter([[1, { sight: sight('failed') }]], OLD).end;
    expect(failed).toMatchObject({ before: 'old' });
    expect(failed).not.toHaveProperty('after');
  });
});

describe('no end', () => {
  test.each<[string, readonly (readonly [number, Look])[]]>([
    ['running, a moment before its deadline', [[WITHIN - 1, open]]],
    ['not listed, a moment before its deadline', [[WITHIN - 1, missing]]],
    ['the cloud cannot be asked at its deadline', [[WITHIN, unread]]],
    [
      'the cloud cannot be asked, a moment before the grace is over',
      [[WITHIN + TIMING.follow_grace_ms - 1, unread]],
    ],
    [
      'completed, and the change lags for almost as long as is waited for it',
      [
        [MINUTE, done(OLD)],
        [MINUTE + TIMING.proof_ms - 1, { sight: undefined, state: OLD }],
      ],
    ],
    [
      'completed, and the proof cannot be read when the wait for it is over',
      [
        [MINUTE, done(OLD)],
        [MINUTE + TIMING.proof_ms, unread],
      ],
    ],
    [
      'completed, and the proof cannot be read until a moment before the grace is over',
      [
        [MINUTE, done()],
        [MINUTE + TIMING.proof_ms + TIMING.follow_grace_ms - 1, unread],
      ],
    ],
    [
      'completed, seen by one look, while an older one still saw it running past its deadline',
      [
        [WITHIN - 1, done(OLD)],
        [WITHIN + 1, open],
      ],
    ],
  ])('%s', (_, looks) => {
    expect(jobAfter(looks, OLD).end).toBeUndefined();
  });

  test('an older look that still saw it running does not take back that it completed', () => {
    const job = jobAfter(
      [
        [MINUTE, done(OLD)],
        [MINUTE + 1, open],
      ],
      OLD,
    );
    expect(job).toMatchObject({ completed_at: MINUTE, seen: { word: 'completed', at: MINUTE } });
  });
});

describe('the pace', () => {
  test('a job that starts later is first looked at after its start, and has its time from then', () => {
    expect(fresh({ starts_at: 5 * MINUTE })).toMatchObject({
      accepted_at: 0,
      starts_at: 5 * MINUTE,
      look_at: 5 * MINUTE + TIMING.follow_least_ms,
      deadline: 5 * MINUTE + WITHIN,
    });
    expect(fresh({ starts_at: -5 })).toMatchObject({ starts_at: 0, look_at: TIMING.follow_least_ms });
  });

  test.each([
    [10 * SECOND, 10 * SECOND],
    [20 * SECOND, 10 * SECOND],
    [60 * SECOND, 30 * SECOND],
    [6 * MINUTE, 3 * MINUTE],
    [10 * MINUTE, 5 * MINUTE],
    [29 * MINUTE, 5 * MINUTE],
  ])('%d ms after its start the next look is %d ms away', (at, wait) => {
    expect(jobAfter([[at, open]]).look_at - at).toBe(wait);
    expect(jobAfter([[at, unread]]).look_at - at).toBe(wait);
  });

  test('begins anew with the wait for the proof', () => {
    const completed = jobAfter([[20 * MINUTE, done(OLD)]], OLD);
    expect(completed.look_at - 20 * MINUTE).toBe(10 * SECOND);
    const later = afterLook(completed, { sight: undefined, state: OLD }, OLD, 24 * MINUTE, TIMING);
    expect(later.look_at - 24 * MINUTE).toBe(2 * MINUTE);
  });
});

const states = fc.constantFrom<Look['state']>(undefined, 'missing', GOOD, OLD);
const sights = fc.oneof(
  fc.constantFrom<Look['sight']>(undefined, 'missing'),
  fc.record({
    status: fc.constantFrom<Sight['status']>('open', 'completed', 'failed', 'canceled'),
    word: fc.string(),
  }),
);
const looked = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 20 * MINUTE }), fc.record({ sight: sights, state: states })),
  { maxLength: 30 },
);
const befores = fc.constantFrom<State | undefined>(undefined, GOOD, OLD);

test('whatever is seen, in whatever order: ends stay, nothing goes back, and good news is proven', () => {
  fc.assert(
    fc.property(looked, befores, (looks, before) => {
      let now = 0;
      let job: Job = fresh();
      let seenCompleted = false;
      for (const [wait, look] of looks) {
        now += wait;
        const next = afterLook(job, look, before, now, TIMING);
        if (job.end) {
          expect(next).toBe(job);
          continue;
        }
        expect(next).toMatchObject({
          target: 't',
          job_id: 'j',
          deadline: job.deadline,
          looks: job.looks + 1,
        });
        expect(next.look_at).toBeGreaterThanOrEqual(now + TIMING.follow_least_ms);
        expect(next.look_at).toBeLessThanOrEqual(now + TIMING.follow_most_ms);
        if (job.completed_at !== undefined) expect(next.completed_at).toBe(job.completed_at);
        seenCompleted ||= typeof look.sight === 'object' && look.sight.status === 'completed';
        expect(next.completed_at !== undefined).toBe(seenCompleted);
        const end = next.end?.end;
        if (end === 'succeeded') {
          expect([seenCompleted, look.state, before]).toEqual([true, GOOD, OLD]);
        }
        if (end === 'timed_out') expect(now).toBeGreaterThanOrEqual(job.deadline);
        if (end === 'completed_unchanged') {
          expect(look.state).toBe(OLD);
          expect(now).toBeGreaterThanOrEqual((next.completed_at ?? 0) + TIMING.proof_ms);
        }
        if (end === 'failed' || end === 'canceled') expect(look.sight).toMatchObject({ status: end });
        if (look.sight === undefined && look.state === undefined && !seenCompleted && end) {
          expect(now).toBeGreaterThanOrEqual(job.deadline + TIMING.follow_grace_ms);
        }
        job = next;
      }
    }),
    { numRuns: 2000 },
  );
});

test('whatever was seen, every job has an end once all its times are over', () => {
  fc.assert(
    fc.property(looked, befores, fc.record({ sight: sights, state: states }), (looks, before, last) => {
      let now = 0;
      let job: Job = fresh();
      for (const [wait, look] of looks) {
        now += wait;
        job = afterLook(job, look, before, now, TIMING);
      }
      // Once for a job first seen completed just then, and once for the proof of that.
      for (let n = 0; n < 2; n++) {
        now = Math.max(now, job.deadline) + TIMING.proof_ms + TIMING.follow_grace_ms;
        job = afterLook(job, last, before, now, TIMING);
      }
      expect(job.end).toBeDefined();
    }),
    { numRuns: 2000 },
  );
});
