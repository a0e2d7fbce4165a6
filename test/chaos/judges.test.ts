import { describe, expect, test } from '@jest/globals';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import type { Job } from '../../shared/ledger/entry/job.ts';
import type { Accepted } from '../../stand-in/cloud/exchange.ts';
import type { State } from '../../stand-in/cloud/state.ts';
import type { Work } from '../../stand-in/cloud/work.ts';
import { cases } from '../world/cases.ts';
import type { Planned } from './intents.ts';
import { type Evidence, judge } from './judge.ts';
import { judgeEnds } from './judge-ends.ts';
import type { FinalEntry } from './ledger-scan.ts';
import type { Life } from './life.ts';
import { truthOf } from './truth.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const SECOND = 1000;
const LATE_MS = 500;

const work = (changed: Partial<Work> = {}): Work => ({
  id: 'job-1',
  service: 'geminidb',
  project_id: 'p',
  instance_id: 'one',
  name: 'Patch',
  call: 'batchUpgradeDatabaseVersion',
  created: START,
  visible: START,
  starts: START,
  ends: START + 10 * SECOND,
  listed: true,
  change: { kind: 'patch' },
  settled: true,
  ...changed,
});
const cloudOf = (...works: Work[]) =>
  truthOf({
    jobs: new Map(works.map((one) => [one.id, one])),
    tasks: new Map(),
    instances: new Map([['one', {}]]),
    proxies: new Map(),
  } as unknown as State);

const job = (changed: Partial<Job> = {}): Job =>
  ({
    target: 'one',
    job_id: 'job-1',
    accepted_at: START,
    deadline: START + 60 * SECOND,
    completed_at: START + 10 * SECOND,
    end: { end: 'succeeded', at: START + 11 * SECOND },
    ...changed,
  }) as Job;

const accepted = { target: 'one', verdict: 'accepted', job_id: 'job-1' } as const;
const entry = (changed: Partial<Entry & FinalEntry> = {}): FinalEntry =>
  ({
    pk: 'patch-databases#p#CHG-1',
    version: 1,
    due: false,
    operation: 'patch-databases',
    request_id: 'CHG-1',
    hand_over: 'done',
    targets: { one: { state: 'done', outcomes: [accepted] } },
    baselines: { one: { promised: false } },
    jobs: [job()],
    ...changed,
  }) as FinalEntry;
const ended = (verdict: 'rejected' | 'unknown' | 'not_sent') =>
  entry({ targets: { one: { state: 'done', outcomes: [{ target: 'one', verdict }] } }, jobs: [] });

const taken = (job_id = 'job-1') => ({ target: 'one', job_id, at: START }) as Accepted;
const life = (told: Partial<Life> = {}): Life =>
  ({
    request_id: 'CHG-1',
    statuses: new Set(['accepted']),
    accepted: new Set(['one job-1']),
    refused: new Set(),
    ends: new Map([['one job-1', ['succeeded']]]),
    ...told,
  }) as Life;
const planned = (changed: Partial<Planned> = {}) =>
  ({ request_id: 'CHG-1', targets: ['one'], shape: 'plain', ...changed }) as Planned;

const all = (changed: Partial<Evidence> = {}): Evidence => ({
  sent: [planned()],
  accepted: [taken()],
  entries: [entry()],
  dead: new Map(),
  lives: new Map([['CHG-1', life()]]),
  ...changed,
});
const whats = (evidence: Evidence) => [...new Set(judge(evidence).wrongs.map(({ what }) => what))];
const silent = new Map([['CHG-1', life({ accepted: new Set() })]]);
const dead = new Map([['CHG-1', 1]]);

describe('what was submitted', () => {
  test('is fine where cloud, ledger and report say the same', () => {
    expect(whats(all())).toEqual([]);
    expect(whats(all({ accepted: [], entries: [ended('rejected')], dead, lives: silent }))).toEqual([]);
  });

  test('an unknown outcome accuses nobody, and is counted with what the cloud did', () => {
    const { wrongs, unknown } = judge(all({ entries: [ended('unknown')], dead, lives: silent }));
    expect(wrongs).toEqual([]);
    expect(unknown).toEqual({ accepted: 1, not: 0, shared: 0 });
  });

  test.each<[string, Partial<Evidence>, string[]]>([
    [
      'two works for one request',
      { accepted: [taken(), taken('job-2')] },
      ['submitted twice', 'false refusal'],
    ],
    ['no trace of a target', { accepted: [], entries: [], lives: new Map() }, ['lost']],
    ['work that nobody knows of', { entries: [], lives: new Map() }, ['lost']],
    ['a target that never came to rest', { entries: [entry({ due: true })] }, ['lost']],
    [
      'a bad end without a dead letter',
      { accepted: [], entries: [ended('rejected')], lives: silent },
      ['lost'],
    ],
    [
      'a dead letter that the ledger does not know',
      { accepted: [], entries: [{ ...ended('rejected'), hand_over: 'pending' }], dead, lives: silent },
      ['lost'],
    ],
    ['a job that the cloud does not have', { accepted: [] }, ['false success']],
    [
      'a refusal of what the cloud took',
      { entries: [ended('rejected')], dead, lives: silent },
      ['false refusal'],
    ],
    [
      'a report that denies what the cloud took',
      { lives: new Map([['CHG-1', life({ accepted: new Set(), refused: new Set(['one']) })]]) },
      ['false refusal'],
    ],
    ['a report of what the ledger does not have', { entries: [ended('unknown')], dead }, ['lost']],
    ['a poison message without a trace', { sent: [planned({ shape: 'poison' })] }, ['lost']],
    [
      'two requests that call one job theirs',
      {
        sent: [planned(), planned({ request_id: 'CHG-2' })],
        entries: [entry(), entry({ request_id: 'CHG-2' })],
      },
      ['false success'],
    ],
    [
      'two intents under one id that both were carried out',
      {
        sent: [planned({ rival: { body: '', targets: ['two'] } })],
        accepted: [taken(), { ...taken('job-2'), target: 'two' }],
        dead,
      },
      ['submitted twice', 'lost'],
    ],
  ])('%s is found', (_, changed, expected) => {
    expect(whats(all(changed))).toEqual(expect.arrayContaining([expected[0]]));
    for (const what of whats(all(changed))) expect(expected).toContain(what);
  });
});

describe('how a job ended', () => {
  const judged = (one: FinalEntry, truth = cloudOf(work()), lines = ['succeeded']) =>
    judgeEnds(
      all({ entries: [one], lives: new Map([['CHG-1', life({ ends: new Map([['one job-1', lines]]) })]]) }),
      truth,
      LATE_MS,
    );
  const found = (...asked: Parameters<typeof judged>) => judged(...asked).wrongs.map(({ what }) => what);
  const at = (seconds: number) => START + seconds * SECOND;
  const endedAs = (end: string, seconds = 11, changed: Partial<Job> = {}) =>
    entry({ jobs: [job({ end: { end, at: at(seconds) } as Job['end'], ...changed } as Partial<Job>)] });
  const failed = cloudOf(work({ fail_reason: 'no space', change: { kind: 'none' } }));

  test('is fine where the cloud says the same', () => {
    expect(found(entry())).toEqual([]);
    expect(
      found(endedAs('timed_out', 61), cloudOf(work({ ends: Number.POSITIVE_INFINITY })), ['timed_out']),
    ).toEqual([]);
    expect(found(endedAs('canceled'), cloudOf(work({ cancels: at(5) })), ['canceled'])).toEqual([]);
  });

  test('an end that no line told is counted, not blamed', () => {
    expect(judged(entry(), cloudOf(work()), [])).toMatchObject({ wrongs: [], unprinted: 1 });
  });

  test.each<[string, Parameters<typeof judged>, string]>([
    ['a job that nobody follows', [entry({ jobs: [] })], 'no end'],
    [
      'a job without an end',
      [entry({ jobs: [job({ end: undefined } as unknown as Partial<Job>)] })],
      'no end',
    ],
    ['two ends', [entry(), cloudOf(work()), ['succeeded', 'succeeded']], 'two ends'],
    ['another end in the log', [entry(), cloudOf(work()), ['failed']], 'two ends'],
    ['a job of which the cloud knows nothing', [entry(), cloudOf()], 'false end'],
    [
      'a success that did not bring what was asked for',
      [entry(), cloudOf(work({ change: { kind: 'none' } }))],
      'false end',
    ],
    ['a success before its work was done', [endedAs('succeeded', 5)], 'false end'],
    [
      'a success of what was there before',
      [entry({ baselines: { one: { promised: true } } } as never)],
      'false end',
    ],
    ['a success that failed', [entry(), failed], 'false end'],
    ['a failure with another reason', [endedAs('failed'), failed, ['failed']], 'false end'],
    ['a failure that went well', [endedAs('failed'), cloudOf(work()), ['failed']], 'false end'],
    ['a cancel that nobody made', [endedAs('canceled'), cloudOf(work()), ['canceled']], 'false end'],
    [
      'a time-out before the deadline',
      [endedAs('timed_out'), cloudOf(work({ ends: at(99) })), ['timed_out']],
      'false end',
    ],
    ['a time-out of what had ended', [endedAs('timed_out', 61), cloudOf(work()), ['timed_out']], 'false end'],
    [
      'unchanged though it changed',
      [endedAs('completed_unchanged'), cloudOf(work()), ['completed_unchanged']],
      'false end',
    ],
    [
      'unproven though it could be proven',
      [endedAs('completed_unproven'), cloudOf(work()), ['completed_unproven']],
      'false end',
    ],
  ])('%s is found', (_, asked, what) => {
    expect(found(...asked)).toContain(what);
  });

  test('what is said to be done already has to be so', () => {
    const said = entry({
      targets: { one: { state: 'done', outcomes: [{ target: 'one', verdict: 'already_done' }] } },
      jobs: [],
    });
    expect(found(said)).toEqual([]);
    expect(found(said, cloudOf())).toEqual(['false success']);
  });

  test('a backup counts only under its own name', () => {
    const { call } = cases.find(({ operation }) => operation === 'back-up-geminidb') ?? {};
    const asked = entry({ operation: 'back-up-geminidb', fields: { name: 'before' } });
    const promised = (name: string) =>
      cloudOf(work({ ...(call && { call }), change: { kind: 'backup', name } })).promised(
        asked,
        'one',
        at(11),
      );
    expect([promised('before'), promised('another')]).toEqual([true, false]);
  });
});
