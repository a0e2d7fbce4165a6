import type { Operation } from '../terms/operation.ts';
import { type Outcome, unknown } from '../terms/outcome.ts';
import type { Reply } from '../transport/transport.ts';
import { parseJson } from '../values/json/parse-json.ts';
import { redactText } from '../values/redact.ts';
import { account } from './account.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { refusal } from './error-book.ts';

const SNIPPET = 120;

/**
 * Reads a reply into one outcome or more per requested target: the error code first, then the status, then the body's
 * shape. What is neither documented acceptance nor documented refusal is `unknown`.
 */
export function readAnswer(
  operation: Operation,
  request: object,
  targets: readonly string[],
  reply: Reply,
): Outcome[] {
  const body = parseJson(reply.body);
  const envelope = readEnvelope(body);
  const parsed = reply.status >= 200 && reply.status < 300 ? operation.response.safeParse(body) : undefined;
  const outcomes = parsed?.success ? operation.outcomes(parsed.data, request) : [];
  if (envelope?.code) {
    const both = outcomes.some(({ verdict }) => verdict === 'accepted');
    return targets.map((target) =>
      both
        ? unknown(target, {
            code: envelope.code,
            reason: `the answer names both work and an error: ${summary(reply)}`,
          })
        : refused(operation, target, reply.status, envelope, targets.length),
    );
  }
  if (!parsed?.success) {
    return targets.map((target) =>
      unknown(target, { reason: `the answer is not of a documented shape: ${summary(reply)}` }),
    );
  }
  return account(targets, outcomes);
}

function refused(
  { service }: Operation,
  target: string,
  status: number,
  { code = '', message }: Envelope,
  together: number,
): Outcome {
  const shared =
    together > 1 ? ` (one refusal for all ${together} targets; it does not say which was the cause)` : '';
  return refusal(service, target, code, `${message}${shared}`, status);
}

function summary({ status, body }: Reply): string {
  // Masked before it is cut: half a secret is not recognised any more.
  const text = redactText(body);
  return `HTTP ${status}, ${text === '' ? 'no body' : JSON.stringify(text.length > SNIPPET ? `${text.slice(0, SNIPPET)}…` : text)}`;
}
