import { putOnQueue } from '../../platform/platform.ts';
import type { HttpRequest, Invocation } from '../../platform/ports.ts';
import { type Given, inForce, type Settings } from '../../settings/settings.ts';
import { logReport } from '../../telling/log.ts';
import { carry } from '../../terms/carried.ts';
import { type Delivery, intentIn } from '../../terms/delivery.ts';
import { InvalidIntent, Misconfigured } from '../../terms/errors.ts';
import { describe } from '../../terms/faults.ts';
import { idIn, readIntent } from '../../terms/intent.ts';
import type { Operation } from '../../terms/operation.ts';
import { notSent } from '../../terms/outcome.ts';
import type { Report } from '../../terms/report.ts';
import { isPlainObject } from '../../values/json/plain-object.ts';
import { redact } from '../../values/redact.ts';
import { answerOf, type HttpAnswer, Refused, refusalOf } from './answer.ts';
import { authenticateBody, properId } from './authenticate.ts';
import { authorize } from './authorize.ts';
import { inOurWords, inTheirWords, theirWord } from './our-words.ts';

/** Every status that a webhook is answered with, and what it means to the sender; schemas/openapi.json tells them. */
export const ANSWERS = {
  202: 'Queued. GET /webhooks/requests/{request_id} tells what became of it.',
  400: 'The intent is wrong; every fault is named with its path.',
  401: 'No sender signs like this, or not now.',
  403: 'The sender may not ask for this: the policy, or the room of the hour.',
  404: 'No such operation.',
  413: 'More than 256 KiB.',
  500: 'A fault of ours; not taken.',
  503: 'Not taken: send it again later, under the same webhook-id.',
} as const;

type Line = Partial<Report> & Pick<Report, 'status'>;

/** Answers one webhook: verified, checked and put on its operation's queue (202), or refused with the reason. One log line. */
export const receive =
  (catalog: readonly Operation[]) =>
  async (request: HttpRequest, { id }: Invocation, given: Given): Promise<HttpAnswer> => {
    const started = Date.now();
    const trace: { operation: string; request_id: string; sender?: string } = {
      operation: 'receive-webhook',
      request_id: id,
    };
    const finish = (statusCode: number, body: object, line: Line): HttpAnswer => {
      const duration_ms = Date.now() - started;
      logReport(
        redact({
          ...trace,
          trigger: 'webhook',
          outcomes: [],
          attempt: 1,
          duration_ms,
          cloud_request_ids: [],
          ...line,
        }),
      );
      return answerOf(statusCode, body);
    };
    try {
      const { operation, targets } = await take(catalog, request, trace, inForce(given));
      const outcomes = targets.map((target) =>
        notSent(target, { code: 'queued', reason: 'goes on from the queue' }),
      );
      const { request_id } = trace;
      return finish(
        202,
        { request_id, operation, status: 'queued' },
        { status: 'held', reason: 'queued', outcomes },
      );
    } catch (error) {
      const { statusCode, message, faults } = refusalOf(error);
      const forbidden = statusCode === 401 || statusCode === 403;
      const status = statusCode >= 500 ? 'failed' : forbidden ? 'forbidden' : 'invalid';
      const reason = statusCode >= 500 && error instanceof Error ? error.message : message;
      const named = { ...(faults && { faults }) };
      return finish(statusCode, { error: message, ...named }, { status, reason, ...named });
    }
  };

/** Fills `trace` as soon as each fact is certain, so that the line of a refusal says what was known by then. */
async function take(
  catalog: readonly Operation[],
  request: HttpRequest,
  trace: { operation: string; request_id: string; sender?: string },
  settings: Settings,
): Promise<{ operation: string; targets: readonly string[] }> {
  const { body, path } = request;
  const { sender, id, at, fields } = await authenticateBody(request, settings);
  trace.sender = sender;
  trace.request_id = properId(id);
  const operation = catalog.find(({ name }) => name === path.operation);
  if (!operation)
    throw new Refused(404, `no such operation; known: ${catalog.map(({ name }) => name).join(', ')}`);
  trace.operation = operation.name;
  const text = body.toString('utf8');
  const came = intentIn(text);
  const intent = fields && !came.unreadable ? inOurWords(came.intent, fields) : came.intent;
  if (fields && Object.values(fields).includes('request_id')) {
    trace.request_id = calledBy(intent, theirWord('request_id', fields));
  }
  const delivery: Delivery = {
    ...came,
    intent,
    trigger: 'webhook',
    request_id: trace.request_id,
    pinned: true,
    triggered_at: at,
    attempt: 1,
    sender,
    remaining: () => 0,
  };
  const read = inTheirWords(fields ?? {}, () => readIntent(operation, delivery, settings));
  await authorize(operation, delivery, read, settings);
  if (!settings.QUEUE_URL) throw new Misconfigured('QUEUE_URL is needed to take webhooks');
  await putOnQueue(settings.QUEUE_URL, operation.name, [
    { body: fields ? JSON.stringify(intent) : text, attributes: carry(delivery) },
  ]);
  return { operation: operation.name, targets: read.targets };
}

/** The id under which a sender's own field has a request. Throws `InvalidIntent` where there is none that is proper. */
function calledBy(intent: unknown, theirs: string): string {
  const id = idIn(intent);
  if (id !== undefined) return id;
  const given = isPlainObject(intent) ? describe(intent.request_id) : 'nothing';
  throw new InvalidIntent([
    { path: theirs, message: `expected 1 to 256 letters, digits and . _ : / # + , ~ -, got ${given}` },
  ]);
}
