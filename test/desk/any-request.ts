import fc from 'fast-check';
import type { Request } from '../../shared/desk/requests.ts';
import type { Entry, RefusedIntent, TargetState } from '../../shared/ledger/entry/entry.ts';
import type { End, Job } from '../../shared/ledger/entry/job.ts';
import type { Step } from '../../shared/ledger/entry/step.ts';
import { ALL, type Pause } from '../../shared/ledger/pause.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { readIntent } from '../../shared/terms/intent.ts';
import type { Outcome, Verdict } from '../../shared/terms/outcome.ts';
import { DAY, HOUR, MINUTE } from '../../shared/values/time/units.ts';
import { cases, operationOf } from '../world/cases.ts';

/** When it is seen. */
export const NOW = Date.parse('2026-11-21T12:00:00Z');

const VERDICTS: readonly Verdict[] = ['accepted', 'already_done', 'rejected', 'unknown', 'not_sent'];
const ENDS: readonly End[] = [
  'succeeded',
  'failed',
  'canceled',
  'timed_out',
  'completed_unchanged',
  'completed_unproven',
];
const REASONS = ['nothing', 'held: its outcome stayed unknown', "it's $(frozen)"];

const time = fc.integer({ min: NOW - DAY, max: NOW + DAY });
/** As an intent may have it, hostile to shells and to readers of options. */
const requestId = fc.stringMatching(/^[\w.:/#+,~-]{1,40}$/);
const jobId = fc.constantFrom('job-1', 'job-2');

const outcomeOf = (target: string): fc.Arbitrary<Outcome> =>
  fc.record(
    {
      target: fc.constant(target),
      verdict: fc.constantFrom(...VERDICTS),
      job_id: jobId,
      code: fc.constantFrom('held', 'canceled', 'sent_on', 'DBS.280449'),
      reason: fc.constantFrom(...REASONS),
      hint: fc.constantFrom('wait', 'look'),
    },
    { requiredKeys: ['target', 'verdict'] },
  );

const stateOf = (target: string): fc.Arbitrary<TargetState> =>
  fc.oneof(
    fc.record(
      { state: fc.constant('waiting' as const), outcome: outcomeOf(target), due: time },
      { requiredKeys: ['state'] },
    ),
    fc.record({ state: fc.constant('submitting' as const), since: time, until: time }),
    fc.record({
      state: fc.constant('unknown' as const),
      since: time,
      until: time,
      outcome: outcomeOf(target),
    }),
    fc.record({
      state: fc.constant('done' as const),
      outcomes: fc.array(outcomeOf(target), { minLength: 1, maxLength: 2 }),
    }),
  );

const jobOf = (target: string): fc.Arbitrary<Job> =>
  fc.record(
    {
      target: fc.constant(target),
      job_id: jobId,
      accepted_at: time,
      starts_at: time,
      deadline: time,
      look_at: time,
      looks: fc.nat(9),
      seen: fc.record({ word: fc.constant('Running'), at: time }),
      completed_at: time,
      end: fc.record({
        end: fc.constantFrom(...ENDS),
        at: time,
        before: fc.constant('1'),
        after: fc.constant('2'),
      }),
    },
    { requiredKeys: ['target', 'job_id', 'accepted_at', 'starts_at', 'deadline', 'look_at', 'looks'] },
  );

const stepOf = (targets: readonly string[]): fc.Arbitrary<Step> => fc.oneof(leftOut, stepWith(targets));

const leftOut = fc.record({ what: fc.constant('left_out' as const), at: time, times: fc.nat(99) });

const stepWith = (targets: readonly string[]): fc.Arbitrary<Step> =>
  fc.record(
    {
      what: fc.constantFrom('claimed', 'answered', 'unanswered', 'waits', 'looked', 'canceled'),
      at: time,
      ms: fc.nat(HOUR),
      targets: fc.subarray([...targets], { minLength: 1 }),
      said: fc.constantFrom('rejected DBS.1', 'unknown', ''),
      again: fc.boolean(),
      times: fc.integer({ min: 2, max: 9 }),
      until: time,
    },
    { requiredKeys: ['what', 'at'] },
  );

const refused: fc.Arbitrary<RefusedIntent> = fc.record({
  at: time,
  trigger: fc.constantFrom('timer', 'queue', 'webhook', 'invoke'),
  differs_in: fc.constant('instance_ids'),
  fingerprint: fc.constant('f'),
});

/** Any request of the catalogue, its targets wherever they may stand. */
export const anyRequest: fc.Arbitrary<Request> = fc.constantFrom(...cases).chain((one) => {
  const operation = operationOf(one);
  const { targets } = one;
  return fc
    .record(
      {
        request_id: requestId,
        trigger: fc.constantFrom<Entry['trigger']>('timer', 'queue', 'webhook', 'invoke'),
        states: fc.tuple(...targets.map(stateOf)),
        jobs: fc.tuple(...targets.map(jobOf)),
        history: fc.array(stepOf(targets), { maxLength: 3 }),
        refused: fc.array(refused, { maxLength: 1 }),
        due_at: time,
        expired: fc.boolean(),
        sealed: fc.constant('sealed'),
      },
      { requiredKeys: ['request_id', 'trigger', 'states', 'due_at'] },
    )
    .map(({ states, request_id, ...more }) => {
      const { fields, project_id, region } = intentOf(one, request_id);
      const entry: Entry = {
        operation: operation.name,
        request_id,
        region,
        project_id,
        intent: { ...one.intent, reason: "it's $(due)" },
        fields,
        fingerprint: 'f',
        triggered_at: NOW - HOUR,
        deadline: NOW + HOUR,
        targets: Object.fromEntries(targets.map((target, index) => [target, states[index] as TargetState])),
        tries: 1,
        put_off: 0,
        terms: { within_ms: 30 * MINUTE },
        ...more,
      };
      return { operation, entry };
    });
});

const settings = loadSettings({ HW_REGION_NAME: 'ap-southeast-1' });

const intentOf = (one: (typeof cases)[number], request_id: string) =>
  readIntent(operationOf(one), { intent: one.intent, request_id, triggered_at: NOW - HOUR }, settings);

/** Any pauses in force: of everything, of operations. */
export const anyPauses: fc.Arbitrary<readonly Pause[]> = fc
  .subarray([ALL, ...cases.map(({ operation }) => operation)])
  .map((names) =>
    names.map((operation) => ({
      operation,
      at: '2026-11-21T11:00:00.000Z',
      by: 'me@host',
      reason: 'CHG-6',
      added: [{ at: '2026-11-21T11:30:00.000Z', by: 'you@host', reason: 'the same' }],
    })),
  );
