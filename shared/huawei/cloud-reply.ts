import type { Reply } from '../transport/transport.ts';
import { parseJson } from '../values/json/parse-json.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { type CloudError, classify } from './error-book.ts';
import { type Host, isService } from './services/services.ts';

/** A reply of the cloud as it was read once: `body` is undefined where its text is no JSON. */
export interface CloudReply {
  readonly status: number;
  readonly text: string;
  readonly body: unknown;
  readonly error?: CloudError;
}

/** Reads a reply of a host. */
export function readReply(host: Host, { status, body: text }: Reply): CloudReply {
  const body = parseJson(text);
  const envelope = readEnvelope(body);
  return {
    status,
    text,
    body,
    ...(envelope && { error: { ...envelope, ...meaningAt(host, status, envelope) } }),
  };
}

// The error book is of the database services: other hosts' codes are not in it.
const meaningAt = (host: Host, status: number, { code }: Envelope) =>
  isService(host) ? classify(host, status, code) : ({ kind: 'unknown' } as const);
