import { putOnQueue } from '../../platform/platform.ts';
import type { HttpRequest, Invocation } from '../../platform/ports.ts';
import { type Given, inForce, type Settings } from '../../settings/settings.ts';
import { logReport } from '../../telling/log.ts';
import { carry } from '../../terms/carried.ts';
import { type Delivery, intentIn } from '../../terms/delivery.ts';
import { Ended, Forbidden, InvalidIntent, Misconfigured } from '../../terms/errors.ts';
import { readIntent } from '../../terms/intent.ts';
import { requestId } from '../../terms/intent-fields.ts';
import type { Operation } from '../../terms/operation.ts';
import { notSent } from '../../terms/outcome.ts';
import type { Report } from '../../terms/report.ts';
import type { Fault } from '../../values/fault.ts';
import { redact } from '../../values/redact.ts';
import { authorize } from './authorize.ts';
import { readSenders, type SignatureHeaders, senderOf } from './verify-signature.ts';

const LARGEST_BODY = 256 * 1024;

/** What the HTTP caller gets: a status and JSON. */
export interface HttpAnswer {
  readonly statusCode: StatusCode;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Every status that a webhook is answered with, and what it means to the sender; schemas/openapi.json tells them. */
export const ANSWERS = {
  202: 'Queued. What became of it is told by the log, not here.',
  400: 'The intent is wrong; every fault is named with its path.',
  401: 'No sender signs like this, or not now.',
  403: 'The sender may not ask for this: the policy, or the room of the hour.',
  404: 'No such operation.',
  413: 'More than 256 KiB.',
  500: 'A fault of ours; not taken.',
  503: 'Not taken: send it again later, under the same webhook-id.',
} as const;

type StatusCode = keyof typeof ANSWERS;

/** Why a webhook is not taken, in HTTP's words. */
class Refused extends Error {
  override readonly name = 'Refused' as const;
  readonly statusCode: StatusCode;
  constructor(statusCode: StatusCode, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

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
    const finish = (statusCode: StatusCode, body: object, line: Line): HttpAnswer => {
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
      return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
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
  { headers: sent, body, operation: asked }: HttpRequest,
  trace: { operation: string; request_id: string; sender?: string },
  settings: Settings,
): Promise<{ operation: string; targets: readonly string[] }> {
  if (body.length > LARGEST_BODY)
    throw new Refused(413, `the body has ${body.length} bytes, at most ${LARGEST_BODY} are taken`);
  const headers = signatureHeaders(sent);
  const sender = senderOf(await readSenders(settings), headers, body);
  if ('refused' in sender) throw new Refused(401, sender.refused);
  trace.sender = sender.name;
  if (!requestId.safeParse(headers['webhook-id']).success) {
    throw new Refused(400, 'webhook-id: expected 1 to 256 letters, digits and . _ : / # + , ~ -');
  }
  trace.request_id = headers['webhook-id'];
  const operation = catalog.find(({ name }) => name === asked);
  if (!operation)
    throw new Refused(404, `no such operation; known: ${catalog.map(({ name }) => name).join(', ')}`);
  trace.operation = operation.name;
  const text = body.toString('utf8');
  const delivery: Delivery = {
    ...intentIn(text),
    trigger: 'webhook',
    request_id: trace.request_id,
    pinned: true,
    triggered_at: Number.parseInt(headers['webhook-timestamp'], 10) * 1000,
    attempt: 1,
    sender: sender.name,
    remaining: () => 0,
  };
  const intent = readIntent(operation, delivery, settings);
  await authorize(operation, delivery, intent, settings);
  if (!settings.QUEUE_URL) throw new Misconfigured('QUEUE_URL is needed to take webhooks');
  await putOnQueue(settings.QUEUE_URL, operation.name, [{ body: text, attributes: carry(delivery) }]);
  return { operation: operation.name, targets: intent.targets };
}

function signatureHeaders(headers: Readonly<Record<string, string | undefined>>): SignatureHeaders {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
  if (!id || !timestamp || !signature) {
    throw new Refused(401, 'expected the headers webhook-id, webhook-timestamp and webhook-signature');
  }
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
}

function refusalOf(error: unknown): { statusCode: StatusCode; message: string; faults?: readonly Fault[] } {
  if (error instanceof Refused) return { statusCode: error.statusCode, message: error.message };
  if (error instanceof Forbidden) return { statusCode: 403, message: error.message };
  if (error instanceof InvalidIntent)
    return { statusCode: 400, message: 'the intent is not valid', faults: error.faults };
  if (error instanceof Ended) return { statusCode: 503, message: 'not taken: send it again later' };
  return { statusCode: 500, message: 'internal error: not taken' };
}
