import * as z from 'zod/mini';
import { requestId } from '../../shared/terms/intent-fields.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import { ANSWERS } from '../../shared/triggers/webhook/receive.ts';
import { intentSchema } from './intent-schema.ts';
import { type JsonSchema, objectSchemaOf } from './json-schema.ts';

const queued = z.strictObject({ request_id: requestId, operation: z.string(), status: z.literal('queued') });
const refused = z.strictObject({
  error: z.string(),
  faults: z.optional(z.array(z.strictObject({ path: z.string(), message: z.string() }))),
});

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});

const HEADERS = [
  header('webhook-id', 'The request_id of the intent: the same id with the same intent is sent once.'),
  header('webhook-timestamp', 'Unix time in seconds, within five minutes of now.'),
  header(
    'webhook-signature',
    'v1, and the base64 of HMAC-SHA256 over "<webhook-id>.<webhook-timestamp>.<body>".',
  ),
];

const answer = (description: string, schema: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
});

const RESPONSES = Object.fromEntries(
  Object.entries(ANSWERS).map(([status, description]) => [
    status,
    answer(description, status === '202' ? 'queued' : 'refused'),
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
    responses: RESPONSES,
  },
});

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
  paths: Object.fromEntries(catalog.map((operation) => [`/webhooks/${operation.name}`, post(operation)])),
  components: {
    schemas: {
      ...Object.fromEntries(catalog.map((operation) => [operation.name, intentSchema(operation)])),
      queued: objectSchemaOf(queued),
      refused: objectSchemaOf(refused),
    },
  },
});
