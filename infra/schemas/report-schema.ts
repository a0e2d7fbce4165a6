import * as z from 'zod/mini';
import type { Outcome, Verdict } from '../../shared/outcome.ts';
import type { Report, Status, Trigger } from '../../shared/report.ts';
import { DIALECT, type JsonSchema, objectSchemaOf } from './json-schema.ts';

// Complete by type: a word that is added to the union and not here does not compile.
const STATUSES: Readonly<Record<Status, true>> = {
  accepted: true,
  partial: true,
  rejected: true,
  unknown: true,
  held: true,
  expired: true,
  invalid: true,
  forbidden: true,
  duplicate: true,
  failed: true,
  dry_run: true,
};
const VERDICTS: Readonly<Record<Verdict, true>> = {
  accepted: true,
  already_done: true,
  rejected: true,
  unknown: true,
  not_sent: true,
};
const TRIGGERS: Readonly<Record<Trigger, true>> = { timer: true, queue: true, webhook: true, invoke: true };

const oneOf = <Word extends string>(words: Readonly<Record<Word, true>>) =>
  z.enum(Object.keys(words) as Word[]);
const text = z.string();
const maybe = z.exactOptional(text);
const count = z.int().check(z.nonnegative());

const outcome = z.looseObject({
  target: text,
  verdict: oneOf(VERDICTS),
  job_id: maybe,
  code: maybe,
  reason: maybe,
  hint: maybe,
  retry: z.exactOptional(z.boolean()),
} satisfies Readonly<Record<keyof Outcome, z.ZodMiniType>>);

/** The report of a run, as it is logged and returned; more fields may come. */
const report: z.ZodMiniType<Report> = z.looseObject({
  operation: text,
  request_id: text,
  trigger: oneOf(TRIGGERS),
  region: maybe,
  project_id: maybe,
  status: oneOf(STATUSES),
  outcomes: z.array(outcome),
  reason: maybe,
  retry: z.exactOptional(z.boolean()),
  faults: z.exactOptional(z.array(z.looseObject({ path: text, message: text }))),
  calls: z.exactOptional(z.array(z.unknown())),
  next_try: maybe,
  settled: z.exactOptional(oneOf(STATUSES)),
  hand_over: z.exactOptional(z.literal('pending')),
  conflicts: z.exactOptional(z.array(text)),
  attempt: count,
  duration_ms: z.number().check(z.nonnegative()),
  cloud_request_ids: z.array(text),
  change_id: maybe,
  requested_by: maybe,
  sender: maybe,
} satisfies Readonly<Record<keyof Report, z.ZodMiniType>>);

/** The same as JSON Schema. */
export const reportFile = (): JsonSchema => ({
  $schema: DIALECT,
  title: 'Report',
  description: 'What every run of an intent yields and logs; times in milliseconds.',
  ...objectSchemaOf(report),
});
