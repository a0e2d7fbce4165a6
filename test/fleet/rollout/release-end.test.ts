import { describe, expect, test } from '@jest/globals';
import { endOf } from '../../../shared/fleet/rollout/release-end.ts';
import type { Entry, TargetState } from '../../../shared/ledger/entry/entry.ts';
import type { End, Job } from '../../../shared/ledger/entry/job.ts';
import type { OwnCode } from '../../../shared/terms/codes.ts';
import type { Outcome, Verdict } from '../../../shared/terms/outcome.ts';

const AT = Date.parse('2027-01-05T01:00:00Z');
const TARGET = '1f7cdd4dd8c44ac3ae8bf1a7aa3d42e4in06';

const entry = (state: TargetState, more: Partial<Entry> = {}): Entry => ({
  operation: 'patch-databases',
  request_id: 'fleet/monthly-1798790400-a1b2c3d4/0/1',
  region: 'tr-west-1',
  project_id: '0483b6b16e954cb88930a360d2c4e663',
  intent: {},
  fields: {},
  fingerprint: '',
  trigger: 'queue',
  triggered_at: AT,
  deadline: AT,
  targets: { [TARGET]: state },
  tries: 1,
  put_off: 0,
  terms: { within_ms: 0 },
  settled_at: AT,
  ...more,
});
const outcome = (verdict: Verdict, code?: string): Outcome => ({
  target: TARGET,
  verdict,
  reason: 'as the cloud says',
  ...(code !== undefined && { code }),
});
const done = (outcomes: readonly Outcome[], more?: Partial<Entry>) =>
  endOf(entry({ state: 'done', outcomes }, more), TARGET);
const shown = (end: ReturnType<typeof endOf>): string =>
  end === undefined
    ? 'open'
    : end.as === 'ended'
      ? end.result
      : end.as === 'left'
        ? `left ${end.left}`
        : `${end.as} ${end.code}`;

const job = (id: string, end?: End, reason?: string): Job => ({
  target: TARGET,
  job_id: id,
  accepted_at: AT,
  starts_at: AT,
  deadline: AT,
  look_at: AT,
  looks: 1,
  ...(end && { end: { end, at: AT, ...(reason !== undefined && { reason }) } }),
});
const accepted = (...jobs: readonly Job[]) =>
  [jobs.map(({ job_id }): Outcome => ({ target: TARGET, verdict: 'accepted', job_id })), { jobs }] as const;

describe('every ending that the ledger knows counts as one of the rows of the rules', () => {
  const ENDS: Readonly<Record<End, string>> = {
    succeeded: 'succeeded',
    failed: 'failed',
    canceled: 'canceled_by_others',
    timed_out: 'timed_out',
    completed_unchanged: 'completed_unchanged',
    completed_unproven: 'completed_unproven',
  };
  test.each(Object.entries(ENDS))('a job that ended as %s: %s', (end, row) => {
    expect(shown(done(...accepted(job('1', end as End))))).toBe(row);
  });

  test('an intent whose targets could not be read: its release stands for them', () => {
    const refused = entry({ state: 'waiting' });
    const state: TargetState = { state: 'done', outcomes: [outcome('not_sent', 'invalid')] };
    expect(shown(endOf({ ...refused, targets: { [refused.request_id]: state } }, TARGET))).toBe(
      'halts invalid',
    );
  });

  // A verdict or code that is not listed here does not compile.
  const VERDICTS: Readonly<Record<Exclude<Verdict, 'accepted'>, string>> = {
    already_done: 'already_done',
    rejected: 'left rejected',
    unknown: 'unknown',
    not_sent: 'again not_sent',
  };
  test.each(Object.entries(VERDICTS))('%s without a code of ours: %s', (verdict, row) => {
    expect(shown(done([outcome(verdict as Verdict)]))).toBe(row);
  });

  const CODES: Readonly<Record<OwnCode, string>> = {
    canceled: 'canceled_by_others',
    credentials: 'halts credentials',
    drifted: 'left drifted',
    dry_run: 'again dry_run',
    ends_too_late: 'again ends_too_late',
    expired: 'again expired',
    forbidden: 'halts forbidden',
    frozen: 'again frozen',
    held: 'again held',
    hour_full: 'again hour_full',
    invalid: 'halts invalid',
    on_hold: 'left on_hold',
    preflight: 'again preflight',
    queued: 'again queued',
    sent_on: 'unknown',
    two_jobs: 'again two_jobs',
    unusable: 'again unusable',
    window_closed: 'again window_closed',
  };
  test.each(Object.entries(CODES))('not sent, with the code %s: %s', (code, row) => {
    expect(shown(done([outcome('not_sent', code)]))).toBe(row);
  });

  test.each([
    ['preflight', 'left rejected'],
    ['DBS.200011', 'left rejected'],
    ['drifted', 'left drifted'],
    ['on_hold', 'left on_hold'],
    ['gone', 'left gone'],
    ['ends_too_late', 'again ends_too_late'],
    ['frozen', 'again frozen'],
    ['window_closed', 'again window_closed'],
  ])('rejected with the code %s: %s', (code, row) => {
    expect(shown(done([outcome('rejected', code)]))).toBe(row);
  });

  test.each(['credentials', 'invalid', 'forbidden'])('%s halts, whoever says it', (code) => {
    expect(shown(done([outcome('not_sent', code)]))).toBe(`halts ${code}`);
    expect(shown(done([outcome('rejected', code)]))).toBe(`halts ${code}`);
  });
});

describe('whose word counts', () => {
  const by = (who: string) => ({ canceled: { by: who, at: AT } });

  test.each([
    ['a rollout waits again', by('fleet:monthly'), 'again canceled'],
    ['a person is for a person to take again', by('ana'), 'canceled_by_others'],
  ])('what is called off by %s', (_name, more, row) => {
    expect(shown(done([outcome('not_sent', 'canceled')], more))).toBe(row);
    const [outcomes, jobs] = accepted(job('1', 'canceled'));
    expect(shown(done(outcomes, { ...jobs, ...more }))).toBe(row);
  });

  test('of several jobs the worst counts, once all have ended', () => {
    expect(shown(done(...accepted(job('1', 'succeeded'), job('2', 'failed'))))).toBe('failed');
    expect(shown(done(...accepted(job('1', 'failed'), job('2', 'timed_out'))))).toBe('timed_out');
    expect(shown(done(...accepted(job('1', 'failed'), job('2'))))).toBe('open');
  });

  test('two jobs for one target are two jobs, however they ended', () => {
    const [outcomes, jobs] = accepted(job('1', 'succeeded'), job('2', 'succeeded'));
    expect(shown(done(outcomes, { ...jobs, conflicts: [TARGET] }))).toBe('two_jobs');
  });

  test('a doubt beside a job stays a doubt', () => {
    const [outcomes, jobs] = accepted(job('1', 'succeeded'));
    expect(shown(done([...outcomes, outcome('unknown')], jobs))).toBe('unknown');
  });

  test('the reason and the time are those of the end', () => {
    const [outcomes, jobs] = accepted(job('1', 'failed', 'disk full'));
    expect(done(outcomes, jobs)).toEqual({ as: 'ended', result: 'failed', reason: 'disk full', at: AT });
  });
});

test.each<[string, TargetState]>([
  ['waits', { state: 'waiting' }],
  ['is being sent', { state: 'submitting', since: AT, until: AT }],
  ['is looked for', { state: 'unknown', since: AT, until: AT, outcome: outcome('unknown') }],
  ['was accepted, and no job is followed yet', { state: 'done', outcomes: accepted(job('1'))[0] }],
])('what %s has not ended', (_name, state) => {
  expect(endOf(entry(state), TARGET)).toBeUndefined();
});
