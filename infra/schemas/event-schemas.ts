import * as z from 'zod/mini';
import type { End } from '../../shared/ledger/entry/job.ts';
import { DIALECT, type JsonSchema, objectSchemaOf } from './json-schema.ts';
import { oneOf, outcome, status } from './words.ts';

const text = z.string();
const maybe = z.exactOptional(text);
const time = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/));
const end = oneOf<End>({
  succeeded: true,
  failed: true,
  canceled: true,
  timed_out: true,
  completed_unchanged: true,
  completed_unproven: true,
});

const about = {
  version: z.literal(1),
  event_id: text,
  operation: text,
  service: text,
  request_id: text,
  region: text,
  project_id: text,
  triggered_at: time,
  sender: maybe,
  change_id: maybe,
  requested_by: maybe,
  asked_because: maybe,
  sentence: text,
};

const settled = z.looseObject({ ...about, status, outcomes: z.array(outcome), settled_at: time });

const ended = z.looseObject({
  ...about,
  target: text,
  job_id: text,
  end,
  reason: maybe,
  before: maybe,
  after: maybe,
  accepted_at: time,
  started_at: time,
  ended_at: time,
});

const paused = z.looseObject({
  version: z.literal(1),
  event_id: text,
  operation: text,
  by: text,
  at: time,
  reason: maybe,
  resumed_by: maybe,
  sentence: text,
});

const released = z.looseObject({
  version: z.literal(1),
  event_id: text,
  operation: text,
  request_id: text,
  project_id: text,
  instance: text,
  by: text,
  at: time,
  reason: text,
  sentence: text,
});

const file = (detailType: string, detail: z.ZodMiniType): JsonSchema => ({
  $schema: DIALECT,
  title: detailType,
  description: `The detail of an EventBridge event of source db-upkeep. The same event_id may come twice.`,
  ...objectSchemaOf(detail),
});

/** The details of the events on the bus, by the name of their file. */
export const eventFiles = (): Readonly<Record<string, JsonSchema>> => ({
  'event-request-settled': file('Upkeep Request Settled', settled),
  'event-job-ended': file('Upkeep Job Ended', ended),
  'event-paused': file('Upkeep Paused', paused),
  'event-resumed': file('Upkeep Resumed', paused),
  'event-instance-released': file('Upkeep Instance Released', released),
});
