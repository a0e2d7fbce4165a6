import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planText } from '../../cli/words/cancel-text.ts';
import { catalog } from '../../functions/catalog.ts';
import { slotOf, whatIf } from '../../shared/desk/what-if.ts';
import { jobsToLookAt, planCancel, type Shown } from '../../shared/following/cancel-plan.ts';
import type { Entry, TargetState } from '../../shared/ledger/entry/entry.ts';
import { openJobs } from '../../shared/ledger/entry/following.ts';
import type { Job } from '../../shared/ledger/entry/job.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import type { Concerned } from '../../shared/terms/cancel.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import type { RolloutStanding } from '../../shared/terms/release.ts';
import { HOUR } from '../../shared/values/time/units.ts';
import { commandText } from '../../shared/words/command-text.ts';
import { anyRequest, NOW } from './any-request.ts';

const site = loadSettings({});
const operationCalled = (name: string) => catalog.find((one) => one.name === name) as Operation;
const hotfix = operationCalled('schedule-hotfix-upgrade');
const patch = operationCalled('patch-databases');
const [FIRST = '', SECOND = '', THIRD = ''] = ['1', '2', '3'].map((one) => one.padStart(32, '0'));

const entryWith = (targets: Readonly<Record<string, TargetState>>, more: Partial<Entry> = {}): Entry => ({
  operation: hotfix.name,
  request_id: 'CHG-1',
  region: 'ap-southeast-1',
  project_id: '0483b6b16e954cb88930a360d2c4e663',
  intent: {},
  fields: {},
  fingerprint: 'f',
  trigger: 'queue',
  triggered_at: NOW - HOUR,
  deadline: NOW + HOUR,
  targets,
  tries: 1,
  put_off: 0,
  terms: { within_ms: HOUR },
  ...more,
});
const done = (target: string, verdict: 'accepted' | 'unknown' | 'rejected' | 'not_sent'): TargetState => ({
  state: 'done',
  outcomes: [{ target, verdict }],
});
const job = (target: string, job_id = 'task-1'): Job => ({
  target,
  job_id,
  accepted_at: NOW - HOUR,
  starts_at: NOW + HOUR,
  deadline: NOW + 2 * HOUR,
  look_at: NOW,
  looks: 0,
});
const concerned = (target: string, word: string): Concerned => ({
  target,
  pending: word === 'Pending',
  sight: { status: word === 'Canceled' ? 'canceled' : 'open', word },
});

describe('what a cancel would do', () => {
  const seen = (entry: Entry, operation = hotfix) => whatIf({ operation, entry }, { site }, NOW).cancel;

  test('is told of what waits, what may have been sent, and what the cloud has to be asked about first', () => {
    const entry = entryWith(
      {
        [FIRST]: { state: 'waiting' },
        [SECOND]: { state: 'submitting', since: NOW, until: NOW },
        [THIRD]: done(THIRD, 'accepted'),
      },
      { jobs: [job(THIRD)] },
    );
    expect(seen(entry)).toEqual({
      does: [
        { what: FIRST, says: 'waits in the ledger: it will not be sent' },
        { what: SECOND, says: 'may have been sent and stays as it is; it will not be sent again' },
        {
          what: THIRD,
          says: "task task-1: the cloud's list is read first. If the task has not started, it is canceled, for all instances that share it",
        },
      ],
      command: {
        command: 'cancel',
        words: { request_id: 'CHG-1' },
        options: { operation: hotfix.name, project: entry.project_id },
      },
    });
  });

  test('names no command where the cloud recalls nothing', () => {
    const entry = entryWith({ [FIRST]: done(FIRST, 'accepted') }, { jobs: [job(FIRST)] });
    expect(seen(entry, patch)).toEqual({
      does: [
        {
          what: FIRST,
          says: 'stays: job task-1: the cloud cannot recall a patch that it has accepted',
        },
      ],
    });
  });

  test('names it where only the cloud can tell', () => {
    const entry = entryWith({ [FIRST]: done(FIRST, 'accepted') }, { jobs: [job(FIRST)] });
    expect(seen(entry)).toMatchObject({ does: [{ what: FIRST }], command: { command: 'cancel' } });
  });

  test('is not told of what has ended', () => {
    const ended = { ...job(FIRST), end: { end: 'succeeded', at: NOW } } as const;
    expect(seen(entryWith({ [FIRST]: done(FIRST, 'accepted') }, { jobs: [ended] }))).toBeUndefined();
  });

  test('is told of every target that waits, may be under way or has an open job, and of each once', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { waiting, under_way, to_look_at, stays, recalls } = planCancel(request);
        const jobs = [...to_look_at.flatMap((one) => one.jobs), ...stays].map(({ target }) => target);
        expect(recalls).toEqual([]);
        expect(jobs.toSorted()).toEqual(
          openJobs(request.entry)
            .map(({ target }) => target)
            .toSorted(),
        );
        const open = Object.entries(request.entry.targets).filter(([, { state }]) => state !== 'done');
        expect([...waiting, ...under_way].toSorted()).toEqual(open.map(([target]) => target).toSorted());
      }),
      { numRuns: 60 },
    );
  });
});

describe('with what the cloud shows of a task', () => {
  const entry = entryWith(
    { [FIRST]: done(FIRST, 'accepted'), [SECOND]: done(SECOND, 'accepted') },
    { jobs: [job(FIRST), job(SECOND)] },
  );
  const plan = (shown: Shown) => planCancel({ operation: hotfix, entry }, shown);

  test('one list is read for all jobs of one id, and none of what cannot be canceled', () => {
    expect(jobsToLookAt({ operation: hotfix, entry })).toEqual(['task-1']);
    expect(jobsToLookAt({ operation: patch, entry })).toEqual([]);
  });

  test('it is recalled for all that share it while none has started, and those of others are named', () => {
    const all = [FIRST, SECOND, THIRD].map((one) => concerned(one, 'Pending'));
    const made = plan(new Map([['task-1', all]]));
    expect(made).toMatchObject({ recalls: [{ job_id: 'task-1' }], to_look_at: [], stays: [] });
    expect(planText([made])).toContain('canceled in the cloud, for all 3 instances that share it:');
    expect(planText([made])).toContain(`    ${THIRD}  Pending, NOT of this request\n`);
  });

  test('it stays once any has started, or where no list could be read', () => {
    const started = plan(
      new Map([['task-1', [concerned(FIRST, 'Pending'), concerned(SECOND, 'Upgrading')]]]),
    );
    expect(started).toMatchObject({ recalls: [], to_look_at: [], stays: [{}, {}] });
    expect(planText([started])).toContain(
      `it is Upgrading for ${SECOND}, which shares it, and no longer to be recalled`,
    );
    const unread = plan(new Map([['task-1', undefined]]));
    expect(unread).toMatchObject({
      recalls: [],
      to_look_at: [],
      stays: [{ unread: true }, { unread: true }],
    });
  });
});

describe('the letter of a request', () => {
  const rollout = (seq: number): RolloutStanding => ({
    schema: 1,
    state: 'running',
    holds: {},
    in_flight: [{ seq }],
    kept: [],
  });
  const letter = (entry: Entry, standing?: RolloutStanding) =>
    whatIf({ operation: hotfix, entry }, { site, rollout: standing }, NOW).letter?.map(
      ({ says, command, does }) => ({
        says: command ? `${says}  ${commandText(command, {})}` : says,
        does,
      }),
    );

  test('is told of only once the ledger has handed it over', () => {
    const targets = { [FIRST]: done(FIRST, 'rejected') };
    expect(letter(entryWith(targets))).toBeUndefined();
    expect(letter(entryWith(targets, { hand_over: 'pending' }))).toBeUndefined();
    expect(letter(entryWith(targets, { hand_over: 'done' }))?.map(({ says }) => says)).toEqual([
      'Mend what the outcomes above name, then send the intent again under a request_id of its own.',
      expect.stringMatching(
        /^This closes it, sending nothing: {2}\S.* dead-letters redrive .* --id 'CHG-1'$/,
      ),
    ]);
  });

  test('of what is undecided is closed, or sent AGAIN by a decision, with the targets', () => {
    const entry = entryWith({ [FIRST]: done(FIRST, 'unknown') }, { hand_over: 'done' });
    expect(letter(entry)).toEqual([
      { says: `Look in the console whether a job runs or ran for ${FIRST}.` },
      {
        says: expect.stringMatching(/nothing is left to do.*--id 'CHG-1'$/),
        does: ['settled as unknown: the ledger answers duplicate, nothing is sent'],
      },
      {
        says: expect.stringMatching(/^If certainly not, this sends it AGAIN.*--id 'CHG-1' --resend$/),
        does: [
          `sent with the intent that the ledger holds; to send: ${FIRST}`,
          `The cloud may already be doing this; it will be sent AGAIN for ${FIRST}`,
        ],
      },
    ]);
  });

  test('of what a rollout released sends nothing, and goes away once the rollout has settled it', () => {
    const entry = entryWith(
      { [FIRST]: done(FIRST, 'unknown') },
      { request_id: 'fleet/monthly-20261101T000000-00000001/7/1', hand_over: 'done' },
    );
    expect(letter(entry, rollout(7))).toEqual([
      { says: expect.stringMatching(/^As it is, it cannot be redriven: rollout \S+ released it/) },
    ]);
    expect(letter(entry, rollout(8))).toEqual([
      {
        says: expect.stringMatching(
          /^This removes it \(rollout \S+ has settled it: [^)]*\): .*--id '[^' ]*'$/,
        ),
        does: [expect.stringContaining('has settled it: removed, nothing is sent')],
      },
    ]);
  });
});

test('a slot is one at work or one that is kept, of what a rollout released alone', () => {
  const standing = { schema: 1, state: 'running', holds: {}, in_flight: [{ seq: 1 }], kept: [{ seq: 2 }] };
  const id = (seq: number) => `fleet/monthly-20261101T000000-00000001/${seq}/1`;
  expect([1, 2, 3].map((seq) => slotOf(id(seq), standing))).toEqual(['open', 'open', 'settled']);
  expect(slotOf('CHG-1', standing)).toBeUndefined();
  expect(slotOf(id(1), undefined)).toBeUndefined();
});
