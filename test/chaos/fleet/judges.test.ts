import { describe, expect, test } from '@jest/globals';
import type { Fleets } from '../../../shared/fleet/fleet.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import type { RolloutTarget } from '../../../shared/fleet/rollout/target.ts';
import type { DecisionMessage } from '../../../shared/fleet/steering/decision-message.ts';
import { DAY, MINUTE } from '../../../shared/values/time/units.ts';
import type { Work } from '../../../stand-in/cloud/work.ts';
import type { Truth } from '../truth.ts';
import { type Accident, Diary } from './diary.ts';
import { judgeBackups } from './judge-backups.ts';
import { judgeGates } from './judge-gates.ts';
import { judgePosts } from './judge-posts.ts';
import { judgeResults } from './judge-results.ts';
import { judgeWorks } from './judge-works.ts';
import type { Made } from './made.ts';
import type { Released, Taken } from './record.ts';

// 01:00 UTC: the nights are open, and the freeze begins at 02:00.
const NOW = Date.UTC(2027, 2, 28, 1);
const REAL = 1_000_000;
const UNDERWAY = 1000;

const made = (target: string, changed: Partial<Made> = {}): Made => ({
  fleet: 'core',
  wave: 'canary',
  target,
  instance: target,
  operation: 'patch-databases',
  call: 'batchUpgradeDatabaseVersion',
  to: 'patch',
  region: 'r',
  project: 'p',
  groups: [target],
  window: 'nights',
  ...changed,
});
const MADE = new Map(
  [
    made('a'),
    made('b', { groups: ['b', 'cluster=1'] }),
    made('c', { groups: ['c', 'cluster=1'] }),
    made('late', { wave: 'test' }),
    made('daily', { window: '10:00-11:00' }),
  ].map((one) => [one.target, one]),
);
const FLEETS = {
  core: {
    waves: { canary: { at_once: 1, gate: { alarms: {} } }, test: { at_once: 2 } },
    take: { 'patch-databases': { backup: 'before' } },
  },
} as unknown as Fleets;

const head = (changed: Partial<RolloutHead> = {}) =>
  ({
    id: 'one',
    fleet: 'core',
    hash: 'abc',
    state: 'done',
    waves: [{ name: 'canary' }, { name: 'test' }],
    ...changed,
  }) as unknown as RolloutHead;
const ids = [...MADE.keys()];
const row = (target: string, changed: Partial<RolloutTarget> = {}) =>
  ({
    seq: ids.indexOf(target),
    attempt: 1,
    target,
    instance: target,
    operation: 'patch-databases',
    wave: MADE.get(target)?.wave === 'test' ? 1 : 0,
    state: 'ended',
    result: 'succeeded',
    ended_at: NOW + 10 * MINUTE,
    ...changed,
  }) as unknown as RolloutTarget;

const idOf = (target: string, attempt = 1) => `fleet/one/${ids.indexOf(target)}/${attempt}`;
const post = (target: string, changed: Partial<Released> = {}): Released => ({
  at: NOW,
  real: REAL,
  looked: REAL - 10,
  begins: NOW,
  target,
  call: 'batchUpgradeDatabaseVersion',
  request_id: idOf(target),
  to: 'patch',
  rollout: 'one',
  seq: ids.indexOf(target),
  attempt: 1,
  ...changed,
});
const taken = (target: string, work: Partial<Work> = {}, changed: Partial<Released> = {}): Taken => ({
  ...post(target, changed),
  work: {
    id: `job-${target}`,
    service: 'geminidb',
    project_id: 'p',
    instance_id: target,
    name: 'Patch',
    created: NOW,
    visible: NOW,
    starts: NOW,
    ends: NOW + 10 * MINUTE,
    listed: true,
    change: { kind: 'patch' },
    settled: true,
    ...work,
  },
});

/** What people did: the plan was read, approved and released; `said` a minute before now, and heeded at once. */
function diary(said: readonly Partial<DecisionMessage>[] = [], accidents: readonly Partial<Accident>[] = []) {
  const kept = new Diary();
  kept.plans.set('one', { head: head(), rows: ids.map((target) => row(target)) });
  for (const target of ids) kept.released.set(idOf(target), NOW - MINUTE);
  const approval = { verb: 'approve', rollout: 'one', hash: 'abc' } as const;
  for (const [place, message] of [approval, ...said].entries())
    kept.said.set(String(place), {
      message: { rollout: 'one', ...message } as DecisionMessage,
      at: NOW - MINUTE,
      heeded: REAL - UNDERWAY - 10,
    });
  for (const one of accidents)
    kept.accidents.push({ target: 'a', instance: 'a', at: NOW - MINUTE, real: 0, ...one } as Accident);
  return kept;
}
const whats = (wrongs: readonly { what: string }[]) => wrongs.map(({ what }) => what);

describe('every submission', () => {
  const judged = (one: Released, people = diary()) =>
    whats(judgePosts([one], { diary: people, targets: MADE, underwayMs: UNDERWAY }));
  const until = new Date(NOW + DAY).toISOString();
  const begun = (at: number) => post('a', { at, begins: at });

  test('that was planned, approved and released in its window is fine', () => {
    expect(judged(post('a'))).toEqual([]);
    expect(judged(post('late'))).toEqual([]);
  });

  test.each<[string, Released, Diary, string]>([
    ['of a rollout whose plan nobody read', post('a', { rollout: 'two' }), diary(), 'outside the plan'],
    ['of another target', post('a', { target: 'b' }), diary(), 'outside the plan'],
    ['of an unknown place in the plan', post('a', { seq: 99 }), diary(), 'outside the plan'],
    ['by another call', post('a', { call: 'upgradeProxyVersion' }), diary(), 'outside the plan'],
    ['to another version', post('a', { to: '9.9' }), diary(), 'outside the plan'],
    ['that was never put on a queue', post('a', { request_id: idOf('a', 7) }), diary(), 'outside the plan'],
    ['of what somebody had changed', post('a'), diary([], [{ kind: 'changed' }]), 'outside the plan'],
    ['in the freeze', begun(Date.UTC(2027, 2, 28, 2, 10)), diary(), 'in a freeze'],
    [
      'that begins in the freeze',
      post('a', { begins: Date.UTC(2027, 2, 28, 2, 10) }),
      diary(),
      'in a freeze',
    ],
    ['by day', begun(Date.UTC(2027, 2, 28, 12)), diary(), 'outside its windows'],
    ["outside the instance's own window", post('daily'), diary(), 'outside its windows'],
    ['long after its release', post('a', { at: NOW + 15 * MINUTE }), diary(), 'too late'],
    ['on hold', post('a'), diary([{ verb: 'hold', target: 'a', until }]), 'on hold'],
    ['whose tag holds it', post('a'), diary([], [{ kind: 'tagged', until: NOW + DAY }]), 'on hold'],
    ['after a stop', post('a'), diary([{ verb: 'stop' }]), 'after a stop'],
    ['after an abort', post('a'), diary([{ verb: 'abort' }, { verb: 'proceed' }]), 'after a stop'],
  ])('%s is found', (_, one, people, what) => {
    expect(judged(one, people)).toContain(what);
  });

  test('before its approval is found: none, of another plan, of another wave', () => {
    const approvals = [[], [{ hash: 'other' }], [{ wave: 'test' }]];
    for (const some of approvals) {
      const people = diary(some.map((one) => ({ verb: 'approve', hash: 'abc', ...one }) as const));
      people.said.delete('0');
      expect(judged(post('a'), people)).toEqual(['before its approval']);
    }
  });

  test('is fine again once a person takes a stop or a hold back', () => {
    expect(judged(post('a'), diary([{ verb: 'stop' }, { verb: 'proceed' }]))).toEqual([]);
    const freed = [
      { verb: 'hold', target: 'a', until },
      { verb: 'unhold', target: 'a' },
    ] as const;
    expect(judged(post('a'), diary(freed))).toEqual([]);
  });

  test('of whoever looked before the stop was done is fine', () => {
    const people = diary([{ verb: 'stop' }]);
    expect(judged(post('a', { looked: REAL - UNDERWAY - 20 }), people)).toEqual([]);
  });
});

describe('the work that the cloud took on', () => {
  const judged = (works: readonly Taken[], people = diary(), over = new Map<string, number>()) =>
    whats(judgeWorks(works, { diary: people, over, fleets: FLEETS, targets: MADE }));
  const later = { created: NOW + 20 * MINUTE, ends: NOW + 30 * MINUTE };

  test('one after the other is fine', () => {
    expect(judged([taken('a'), taken('b', later)])).toEqual([]);
  });

  test('is over the pace where two of a wave of one run at once', () => {
    expect(judged([taken('a'), taken('b', { created: NOW + MINUTE })])).toEqual(['over the pace']);
  });

  test('is two of a group where they share a tag, in whatever rollouts, unless one is over', () => {
    const other = taken('c', { created: NOW + MINUTE }, { rollout: 'two', at: NOW + MINUTE });
    expect(judged([taken('b'), other])).toEqual(['two of a group']);
    expect(judged([taken('b'), other], diary(), new Map([['one', NOW]]))).toEqual([]);
  });

  test('is submitted twice: by one attempt, and by another that nobody asked for', () => {
    const again = taken('a', { ...later, id: 'job-2' });
    const second = taken('a', { ...later, id: 'job-2' }, { attempt: 2 });
    expect(judged([taken('a'), again])).toEqual(['submitted twice']);
    expect(judged([taken('a'), second])).toEqual(['submitted twice']);
    expect(judged([taken('a'), second], diary([{ verb: 'retry', ids: ['a'] }]))).toEqual([]);
  });
});

test('a release behind a gate at which an alarm began is found, until somebody lets the wave through', () => {
  const finished = [{ head: head(), rows: [row('a'), row('late')] }];
  const judged = (people: Diary) =>
    whats(judgeGates(finished, { released: [post('late')], diary: people, fleets: FLEETS, targets: MADE }));
  const alarmed = (said: readonly Partial<DecisionMessage>[] = []) => {
    const people = diary(said);
    people.alarms.set('a', 'one');
    return people;
  };
  expect(judged(diary())).toEqual([]);
  expect(judged(alarmed())).toEqual(['past a gate']);
  expect(judged(alarmed([{ verb: 'promote', wave: 'canary' }]))).toEqual([]);
});

test('a submission needs a completed backup of its own target and try, at most a day old', () => {
  const backup = (work: Partial<Work> = {}, changed: Partial<Released> = {}) =>
    taken('a', { change: { kind: 'backup', name: 'x' }, ends: NOW - MINUTE, ...work }, changed);
  const judged = (...backups: Taken[]) =>
    whats(judgeBackups([post('a')], backups, { fleets: FLEETS, targets: MADE, lateMs: 0 }));
  expect(judged(backup())).toEqual([]);
  for (const none of [
    [],
    [backup({ ends: NOW + MINUTE })],
    [backup({ ends: NOW - DAY })],
    [backup({ fail_reason: 'no space' })],
    [backup({ change: { kind: 'patch' } })],
    [backup({}, { target: 'b' })],
    [backup({}, { rollout: 'two' })],
  ])
    expect(judged(...none)).toEqual(['without its backup']);
});

describe('what is said of a target in the end', () => {
  const truth = (there: boolean): Truth => ({
    workOf: () => undefined,
    promised: () => there,
    unprovable: () => false,
  });
  const judged = (
    one: RolloutTarget,
    works: readonly Taken[] = [],
    { there = true, people = diary(), state = 'done' as RolloutHead['state'] } = {},
  ) =>
    whats(
      judgeResults([{ head: head({ state }), rows: [one] }], {
        taken: works,
        diary: people,
        truth: truth(there),
        underwayMs: UNDERWAY,
      }),
    );
  const left = (why: string) => row('a', { state: 'left', left: why, result: undefined } as never);

  test('is fine where the cloud knows the same', () => {
    expect(judged(row('a'), [taken('a')])).toEqual([]);
    expect(judged(row('a', { result: 'already_done' }))).toEqual([]);
    expect(judged(left('on_hold'), [], { people: diary([{ verb: 'hold', target: 'a' }]) })).toEqual([]);
    expect(judged(left('gone'), [], { people: diary([], [{ kind: 'deleted' }]) })).toEqual([]);
  });

  test('is lost where the rollout or the target has no end', () => {
    expect(judged(row('a'), [taken('a')], { state: 'running' })).toEqual(['lost']);
    expect(judged(row('a', { state: 'running' as never }), [taken('a')])).toEqual(['lost']);
  });

  test.each<[string, () => string[]]>([
    ['a success without work', () => judged(row('a'))],
    ['a success that brought nothing', () => judged(row('a'), [taken('a')], { there: false })],
    ['a success that failed', () => judged(row('a'), [taken('a', { fail_reason: 'no' })])],
    ['a failure that went well', () => judged(row('a', { result: 'failed' }), [taken('a')])],
    ['a cancel that nobody made', () => judged(row('a', { result: 'canceled_by_others' }), [taken('a')])],
    ['done already, and it is not', () => judged(row('a', { result: 'already_done' }), [], { there: false })],
    ['left, and the cloud works on it', () => judged(left('rejected'), [taken('a')])],
    ['on hold, and nobody held it', () => judged(left('on_hold'))],
    ['drifted, and nobody touched it', () => judged(left('drifted'))],
    ['gone, and nobody deleted it', () => judged(left('gone'))],
  ])('%s is false', (_, wrongs) => {
    expect(wrongs()).toEqual(['false result']);
  });
});
