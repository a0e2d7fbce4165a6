import * as z from 'zod/mini';
import type { RequestRow } from '../../shared/desk/standing.ts';
import { decisionMessage } from '../../shared/fleet/steering/decision-message.ts';
import { requestId } from '../../shared/terms/intent-fields.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import { ANSWERS } from '../../shared/triggers/webhook/receive.ts';
import { DECISION_ANSWERS } from '../../shared/triggers/webhook/receive-decision.ts';
import { STATUS_ANSWERS } from '../../shared/triggers/webhook/show-request.ts';
import { intentSchema } from './intent-schema.ts';
import { type JsonSchema, objectSchemaOf, schemaOf } from './json-schema.ts';

const queued = z.strictObject({ request_id: requestId, operation: z.string(), status: z.literal('queued') });
const refused = z.strictObject({
  error: z.string(),
  faults: z.optional(z.array(z.strictObject({ path: z.string(), message: z.string() }))),
});

const maybe = () => z.optional(z.string());
/** A row of `status`; times in RFC 3339, UTC. A later version may add fields. */
const row = z.looseObject({
  request_id: requestId,
  operation: z.string(),
  region: z.string(),
  project_id: z.string(),
  trigger: z.string(),
  sender: maybe(),
  change_id: maybe(),
  requested_by: maybe(),
  asked_at: z.string(),
  target: z.string(),
  status: z.string(),
  code: maybe(),
  reason: maybe(),
  hint: maybe(),
  next_at: maybe(),
  job_id: maybe(),
  cloud_status: maybe(),
  progress: maybe(),
  accepted_at: maybe(),
  starts_at: maybe(),
  ended_at: maybe(),
  had_to_end_by: maybe(),
  over_ran_at: maybe(),
  before: maybe(),
  after: maybe(),
  cloud_request_ids: z.array(z.string()),
} satisfies Readonly<Record<keyof RequestRow, z.ZodMiniType>>);
const shown = z.strictObject({
  request_id: requestId,
  result: z.enum(['open', 'unknown', 'not_done', 'done']),
  rows: z.array(row),
});

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});

const headers = (id: string, content: string) => [
  header('webhook-id', id),
  header('webhook-timestamp', 'Unix time in seconds, within five minutes of now.'),
  header(
    'webhook-signature',
    `v1, and the base64 of HMAC-SHA256 over "<webhook-id>.<webhook-timestamp>.${content}".`,
  ),
];
const HEADERS = headers(
  'The request_id of the intent: the same id with the same intent is sent once.',
  '<body>',
);

const answer = (description: string, schema: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
});

/** Each status with its meaning; those below 300 hold `good`. */
const responses = (answers: Readonly<Record<number, string>>, good: string) =>
  Object.fromEntries(
    Object.entries(answers).map(([status, description]) => [
      status,
      answer(description, Number(status) < 300 ? good : 'refused'),
    ]),
  );

const post = ({ name, effect }: Operation) => ({
  post: {
    operationId: name,
    summary: `${name}: ${effect}`,
    parameters: HEADERS,
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
    },
    responses: responses(ANSWERS, 'queued'),
  },
});

const decided = z.strictObject({ request_id: requestId, verb: z.string(), status: z.literal('queued') });
const decision = {
  post: {
    operationId: 'receive-decision',
    summary: 'a decision about a rollout, in the name of the sender',
    parameters: headers('Any id: the same id is decided once.', '<body>'),
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/decision' } } },
    },
    responses: responses(DECISION_ANSWERS, 'decided'),
  },
};

const status = {
  get: {
    operationId: 'show-request',
    summary: 'what became of a request that you brought',
    parameters: [
      {
        name: 'request_id',
        in: 'path',
        required: true,
        description: 'The id of the request; # stands as %23 in the URL, and as # in what is signed.',
        schema: objectSchemaOf(shown).properties?.request_id,
      },
      ...headers('Any id.', 'GET /webhooks/requests/<request_id>'),
    ],
    responses: responses(STATUS_ANSWERS, 'shown'),
  },
};

/** The webhook as OpenAPI 3.1, a path for every operation. */
export const openapiFile = (catalog: readonly Operation[]): JsonSchema => ({
  openapi: '3.1.1',
  info: {
    title: 'Database upkeep webhook',
    version: '1',
    description: 'Signed as Standard Webhooks says, https://www.standardwebhooks.com.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [
    { url: 'https://{host}', variables: { host: { default: 'localhost', description: 'of the HTTP API' } } },
  ],
  paths: {
    ...Object.fromEntries(catalog.map((operation) => [`/webhooks/${operation.name}`, post(operation)])),
    '/webhooks/decisions': decision,
    '/webhooks/requests/{request_id}': status,
  },
  components: {
    schemas: {
      ...Object.fromEntries(catalog.map((operation) => [operation.name, intentSchema(operation)])),
      queued: objectSchemaOf(queued),
      refused: objectSchemaOf(refused),
      shown: objectSchemaOf(shown),
      decision: schemaOf(decisionMessage()),
      decided: objectSchemaOf(decided),
    },
  },
});
