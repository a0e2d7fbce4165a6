import { describe, expect, test } from '@jest/globals';
import { afterLook, claim, extended, giveUp, putBack, reopened } from '../../shared/ledger/entry/changes.ts';
import {
  type Entry,
  isLeased,
  isSettled,
  jobsIn,
  outcomesOf,
  type TargetState,
} from '../../shared/ledger/entry/entry.ts';
import { type Learned, learn } from '../../shared/ledger/entry/learn.ts';
import { orphaned } from '../../shared/ledger/entry/may-have-left.ts';
import { accepted, notSent, type Outcome, rejected, unknown } from '../../shared/terms/outcome.ts';

const T = 'target';
const busy = rejected(T, { code: 'DBS.200011', reason: 'busy', retry: true });
const refused = rejected(T, { code: 'DBS.200002', reason: 'gone' });
const doubtful = unknown(T, { reason: 'no answer' });
const unsent = notSent(T, { reason: 'no connection', retry: true });
const never = notSent(T, { reason: 'too late' });
const tooLong = notSent(T, { code: 'ends_too_late', reason: 'too long' });
const already: Outcome = { target: T, verdict: 'already_done' };
const job = (id: string) => accepted(T, id);

const done = (...outcomes: Outcome[]): TargetState => ({ state: 'done', outcomes });
const waiting: TargetState = { state: 'waiting' };
const inDoubt: TargetState = { state: 'waiting', doubt: 50 };
const submitting: TargetState = { state: 'submitting', since: 100, until: 200 };
const unsure: TargetState = { state: 'unknown', since: 100, until: 200, outcome: doubtful };

const entryOf = (state: TargetState, more: Partial<Entry> = {}): Entry => ({
  operation: 'patch-databases',
  request_id: 'r',
  region: 'ap-southeast-1',
  project_id: 'p',
  intent: {},
  fields: {},
  terms: { within_ms: 3_600_000 },
  fingerprint: 'f',
  trigger: 'queue',
  triggered_at: 0,
  deadline: 1000,
  targets: { [T]: state },
  tries: 1,
  put_off: 0,
  owner: 'me',
  lease_until: 200,
  ...more,
});
const stateOf = ({ targets }: Entry) => targets[T];

const mine = (...outcomes: Outcome[]): Learned => ({ owner: 'me', outcomes, since: 100, until: 200 });
const late = (...outcomes: Outcome[]): Learned => ({ owner: 'late', outcomes, since: 80, until: 90 });

describe('claim', () => {
  const by = { owner: 'new', now: 300, lease_until: 400 };
  test.each<[string, TargetState, TargetState]>([
    ['waiting', waiting, { state: 'submitting', since: 300, until: 400 }],
    ['waiting in doubt', inDoubt, { state: 'submitting', since: 300, until: 400, doubt: 50 }],
  ])('marks what was %s', (_, before, marked) => {
    const claimed = claim(entryOf(before), [T], by);
    expect(claimed).toMatchObject({ owner: 'new', lease_until: 400, claimed_at: 300, tries: 2 });
    expect(stateOf(claimed)).toEqual(marked);
  });

  test('leaves other targets alone', () => {
    const entry = { ...entryOf(waiting), targets: { [T]: waiting, other: done(accepted('other', 'j')) } };
    expect(claim(entry, [T], by).targets.other).toEqual(entry.targets.other);
  });

  test.each([
    ['while the lease lasts', 199, true],
    ['when it is over', 200, false],
  ])('is a lease %s', (_, now, leased) => {
    expect(isLeased(entryOf(submitting), now)).toBe(leased);
  });

  test('is none once nothing is submitting', () => {
    expect(isLeased(entryOf(unsure), 150)).toBe(false);
  });
});

describe('orphaned', () => {
  test.each<[string, TargetState, object]>([
    ['a submission becomes unknown', submitting, { state: 'unknown', since: 100, until: 200 }],
    [
      'one in doubt since its first doubt',
      { ...submitting, doubt: 50 } as TargetState,
      { since: 50, until: 200 },
    ],
    ['what waits stays', inDoubt, inDoubt],
    ['what is unknown stays', unsure, unsure],
    ['what is done stays', done(job('j')), done(job('j'))],
  ])('%s', (_, before, expected) => {
    expect(stateOf(orphaned(entryOf(before)))).toMatchObject(expected);
  });
});

describe('learn', () => {
  test.each<[string, TargetState, Learned, TargetState]>([
    ['acceptance', submitting, mine(job('j')), done(job('j'))],
    ['acceptance beside a refusal', submitting, mine(job('j'), refused), done(job('j'), refused)],
    ['already done', submitting, mine(already), done(already)],
    ['refusal', submitting, mine(refused), done(refused)],
    ['busy', submitting, mine(busy), { state: 'waiting', outcome: busy }],
    ['not sent', submitting, mine(unsent), { state: 'waiting', outcome: unsent }],
    ['unknown', submitting, mine(doubtful), unsure],
    ['unknown beside a refusal', submitting, mine(refused, doubtful), unsure],
    [
      'busy after a doubt',
      { ...submitting, doubt: 50 } as TargetState,
      mine(busy),
      { state: 'unknown', since: 50, until: 200, outcome: { ...busy, verdict: 'unknown' } },
    ],
    [
      'not sent after a doubt',
      { ...submitting, doubt: 50 } as TargetState,
      mine(unsent),
      { state: 'waiting', outcome: unsent, doubt: 50 },
    ],
    [
      'unknown after a doubt',
      { ...submitting, doubt: 50 } as TargetState,
      mine(doubtful),
      { state: 'unknown', since: 50, until: 200, outcome: doubtful },
    ],
    [
      'busy, when somebody has taken its submission for unknown meanwhile',
      unsure,
      mine(busy),
      { state: 'unknown', since: 100, until: 200, outcome: { ...busy, verdict: 'unknown' } },
    ],
  ])('from the owner: %s', (_, before, news, expected) => {
    expect(stateOf(learn(entryOf(before), news))).toEqual(expected);
  });

  test.each<[string, TargetState, Learned, TargetState]>([
    ['acceptance ends another run’s submission', submitting, late(job('j')), done(job('j'))],
    ['acceptance ends a wait', waiting, late(job('j')), done(job('j'))],
    ['acceptance ends a doubt', unsure, late(job('j')), done(job('j'))],
    ['a refusal says nothing of another run’s submission', submitting, late(refused), submitting],
    ['a refusal says nothing of a later wait', inDoubt, late(refused), inDoubt],
    ['a refusal says nothing of a doubt', unsure, late(refused), unsure],
    ['busy says nothing of another run’s submission', submitting, late(busy), submitting],
    ['not sent says nothing of another run’s submission', submitting, late(unsent), submitting],
    [
      'a doubt ends a wait',
      waiting,
      late(doubtful),
      { state: 'unknown', since: 80, until: 90, outcome: doubtful },
    ],
    [
      'a doubt ends a wait that was in doubt already',
      inDoubt,
      late(doubtful),
      { state: 'unknown', since: 50, until: 90, outcome: doubtful },
    ],
    [
      'a doubt casts its shadow on another run’s submission',
      submitting,
      late(doubtful),
      { ...submitting, doubt: 80 } as TargetState,
    ],
    ['a doubt widens a doubt', unsure, late(doubtful), { ...unsure, since: 80 } as TargetState],
    [
      'a doubt widens a doubt at its end too',
      unsure,
      { ...late(doubtful), until: 300 },
      { ...unsure, since: 80, until: 300 } as TargetState,
    ],
    ['a doubt does not narrow a doubt', unsure, { ...late(doubtful), since: 120 }, unsure],
  ])('from one who lost the lease: %s', (_, before, news, expected) => {
    expect(stateOf(learn(entryOf(before), news))).toEqual(expected);
  });

  test.each<[string, TargetState, Outcome[], TargetState, string[] | undefined]>([
    ['an accepted job by a refusal', done(job('j')), [refused], done(job('j')), undefined],
    ['an accepted job by a doubt', done(job('j')), [doubtful], done(job('j')), undefined],
    ['an accepted job by itself', done(job('j')), [job('j')], done(job('j')), undefined],
    ['an accepted job by another', done(job('j')), [job('k')], done(job('j'), job('k')), [T]],
    ['a given-up target by a job', done(never), [job('j')], done(job('j')), undefined],
    ['an undecided target by a job', done(doubtful), [job('j')], done(job('j')), undefined],
    ['a refusal by another refusal', done(refused), [busy], done(refused), undefined],
  ])('once done, whoever says so: %s', (_, before, news, expected, conflicts) => {
    for (const learned of [mine(...news), late(...news)]) {
      const entry = learn(entryOf(before), learned);
      expect(stateOf(entry)).toEqual(expected);
      expect(entry.conflicts).toEqual(conflicts);
    }
  });

  test('says nothing of targets the reply leaves out, and keeps those nobody asked for', () => {
    const stray = unknown('stray', { reason: 'not requested' });
    const entry = learn(entryOf(submitting), mine(stray));
    expect(entry.targets).toEqual({ [T]: submitting });
    expect(entry.strays).toEqual([stray]);
    expect(outcomesOf(entry)).toContainEqual(stray);
  });

  test('keeps a conflict once named', () => {
    const entry = learn(learn(entryOf(done(job('j'))), late(job('k'))), mine(refused));
    expect(entry.conflicts).toEqual([T]);
    expect(jobsIn(entry)).toEqual(['j', 'k']);
  });
});

describe('putBack', () => {
  test.each<[string, TargetState, TargetState]>([
    ['a claimed target waits again', submitting, { state: 'waiting', outcome: unsent }],
    ['a waiting target waits on', waiting, { state: 'waiting', outcome: unsent }],
    [
      'a doubt stays',
      { ...submitting, doubt: 50 } as TargetState,
      { state: 'waiting', outcome: unsent, doubt: 50 },
    ],
    ['an unknown target stays unknown', unsure, unsure],
    ['a settled target stays settled', done(job('j')), done(job('j'))],
  ])('%s', (_, before, expected) => {
    expect(stateOf(putBack(entryOf(before), [T], () => unsent))).toEqual(expected);
  });

  test('concerns the named targets only', () => {
    expect(stateOf(putBack(entryOf(submitting), ['other'], () => unsent))).toEqual(submitting);
  });
});

describe('giveUp', () => {
  test.each<[string, TargetState, TargetState]>([
    ['a waiting target never is sent', waiting, done(never)],
    ['a claimed target never is sent', submitting, done(never)],
    ['an unknown target is still looked for', unsure, unsure],
    ['a settled target stays settled', done(job('j')), done(job('j'))],
  ])('%s', (_, before, expected) => {
    const entry = giveUp(entryOf(before), () => never);
    expect(stateOf(entry)).toEqual(expected);
    expect(isSettled(entry)).toBe(expected.state === 'done');
  });
});

test('nobody will look for it any more: what is unknown ends as unknown', () => {
  const entry = giveUp(entryOf(unsure), () => never, 'and unknown');
  expect(stateOf(entry)).toEqual(done(doubtful));
});

describe('afterLook', () => {
  test.each<[string, TargetState, TargetState]>([
    ['decides what is unknown', unsure, done(job('j'))],
    ['not what somebody submits again', submitting, submitting],
    ['not what is settled', done(refused), done(refused)],
    ['not what waits', waiting, waiting],
  ])('%s', (_, before, expected) => {
    expect(stateOf(afterLook(entryOf(before), T, done(job('j'))))).toEqual(expected);
  });

  test('leaves other targets alone', () => {
    const entry = { ...entryOf(unsure), targets: { [T]: unsure, other: unsure } };
    expect(afterLook(entry, T, waiting).targets).toEqual({ [T]: waiting, other: unsure });
  });
});

describe('reopened', () => {
  const again: TargetState = { state: 'waiting', doubt: 100, undecided: doubtful };
  test.each<[string, TargetState, TargetState]>([
    ['an undecided target is sent again', done(doubtful), again],
    ['one that is still looked for is too', unsure, again],
    ['an accepted one is not', done(job('j')), done(job('j'))],
    ['one accepted and undecided is not', done(job('j'), doubtful), done(job('j'), doubtful)],
    ['a refused one is not', done(refused), done(refused)],
    ['an expired one is not', done(never), done(never)],
    ['one under way is not', submitting, submitting],
    ['a waiting one waits on', inDoubt, inDoubt],
  ])('%s', (_, before, expected) => {
    const entry = reopened(entryOf(before, { due_at: 7, hand_over: 'done', claimed_at: 100 }));
    expect(stateOf(entry)).toEqual(expected);
    expect(entry).not.toHaveProperty('due_at');
    expect(entry).not.toHaveProperty('hand_over');
  });

  const claimed = () => claim(entryOf(again), [T], { owner: 'me', now: 300, lease_until: 400 });
  test.each<[string, (entry: Entry) => Entry, TargetState]>([
    ['accepted: the doubt is over', (entry) => learn(entry, mine(job('j'))), done(job('j'))],
    ['refused: the doubt stays', (entry) => learn(entry, mine(refused)), done(doubtful, refused)],
    ['given up: the doubt stays', (entry) => giveUp(entry, () => never), done(doubtful)],
    [
      'put back: the doubt stays',
      (entry) => putBack(entry, [T], () => unsent),
      { ...again, outcome: unsent } as TargetState,
    ],
  ])('and then %s', (_, change, expected) => {
    expect(stateOf(change(claimed()))).toEqual(expected);
  });
});

describe('extended', () => {
  test.each<[string, TargetState, TargetState]>([
    ['what expired waits again', done(never), waiting],
    ['what was accepted does not', done(job('j')), done(job('j'))],
    ['what was refused does not', done(refused), done(refused)],
    ['what is undecided does not', done(doubtful), done(doubtful)],
    ['what had to end by a fixed time does not', done(tooLong), done(tooLong)],
  ])('an expired request: %s', (_, before, expected) => {
    const entry = extended(entryOf(before, { expired: true, hand_over: 'done', due_at: 7 }), 4000, 500);
    expect(stateOf(entry)).toEqual(expected);
    expect(entry.deadline).toBe(5000);
    expect(entry).not.toHaveProperty('expired');
    expect(entry).not.toHaveProperty('due_at');
  });

  test('has as much time as it had, from now on, and at least so much', () => {
    const short = entryOf(waiting, { triggered_at: 1000, deadline: 1300 });
    expect(extended(short, 4000, 0).deadline).toBe(4300);
    expect(extended(short, 4000, 3000).deadline).toBe(7000);
  });

  test('one that was not sent for another reason stays so, and stays handed over', () => {
    const entry = extended(entryOf(done(never), { hand_over: 'done' }), 4000, 500);
    expect(stateOf(entry)).toEqual(done(never));
    expect(entry).toMatchObject({ deadline: 5000, hand_over: 'done' });
  });
});

test.each<[string, TargetState, string[]]>([
  ['done', done(job('j'), refused), ['accepted', 'rejected']],
  ['unknown', unsure, ['unknown']],
  ['submitting', submitting, ['unknown']],
  ['waiting', waiting, ['not_sent']],
  ['put off', { state: 'waiting', outcome: busy }, ['rejected']],
])('a report tells the truth of what is %s', (_, state, verdicts) => {
  expect(outcomesOf(entryOf(state)).map(({ verdict }) => verdict)).toEqual(verdicts);
});
