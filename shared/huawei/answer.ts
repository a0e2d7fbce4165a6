import type { Operation } from '../terms/operation.ts';
import { type Told, unknown } from '../terms/outcome.ts';
import { redactText } from '../values/redact.ts';
import { account } from './account.ts';
import type { CloudReply } from './cloud-reply.ts';
import { type CloudError, refused } from './error-book.ts';

const SNIPPET = 120;

/**
 * Reads a reply into one outcome or more per requested target: the error code first, then the status, then the body's
 * shape. What is neither documented acceptance nor documented refusal is `unknown`.
 */
export function readAnswer(
  operation: Operation,
  request: object,
  targets: readonly string[],
  reply: CloudReply,
): Told[] {
  const { status, body, error } = reply;
  const parsed = status >= 200 && status < 300 ? operation.response.safeParse(body) : undefined;
  const outcomes = parsed?.success ? operation.outcomes(parsed.data, request) : [];
  if (error?.code) {
    const forAll = toAll(error, targets.length);
    const both = outcomes.some(({ verdict }) => verdict === 'accepted');
    return targets.map((target) =>
      both
        ? unknown(target, {
            code: error.code,
            reason: `the answer names both work and an error: ${summary(reply)}`,
          })
        : refused(target, forAll),
    );
  }
  if (!parsed?.success) {
    return targets.map((target) =>
      unknown(target, { reason: `the answer is not of a documented shape: ${summary(reply)}` }),
    );
  }
  return account(targets, outcomes);
}

/** One error for several targets. */
const toAll = (error: CloudError, together: number): CloudError =>
  together > 1
    ? {
        ...error,
        message: `${error.message} (one refusal for all ${together} targets; it does not say which was the cause)`,
      }
    : error;

function summary({ status, text: whole }: CloudReply): string {
  // Masked before it is cut: half a secret is not recognised any more.
  const text = redactText(whole);
  return `HTTP ${status}, ${text === '' ? 'no body' : JSON.stringify(text.length > SNIPPET ? `${text.slice(0, SNIPPET)}…` : text)}`;
}
