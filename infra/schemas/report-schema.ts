import * as z from 'zod/mini';
import type { Report } from '../../shared/terms/report.ts';
import { outcome, status, trigger } from '../../shared/terms/words.ts';
import { DIALECT, type JsonSchema, objectSchemaOf } from './json-schema.ts';

const text = z.string();
const maybe = z.exactOptional(text);

/** The report of a run, as it is logged and returned; more fields may come. */
const report: z.ZodMiniType<Report> = z.looseObject({
  operation: text,
  request_id: text,
  trigger: trigger(),
  region: maybe,
  project_id: maybe,
  status: status(),
  outcomes: z.array(outcome()),
  reason: maybe,
  retry: z.exactOptional(z.boolean()),
  faults: z.exactOptional(z.array(z.looseObject({ path: text, message: text }))),
  calls: z.exactOptional(z.array(z.unknown())),
  next_try: maybe,
  settled: z.exactOptional(status()),
  hand_over: z.exactOptional(z.literal('pending')),
  conflicts: z.exactOptional(z.array(text)),
  unchecked: z.exactOptional(z.record(text, z.array(text))),
  attempt: z.int().check(z.nonnegative()),
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
