import { resultOfAll } from '../../desk/overview.ts';
import { ownRows } from '../../desk/own-requests.ts';
import { openLedger } from '../../ledger/store.ts';
import type { HttpRequest, Invocation } from '../../platform/ports.ts';
import { type Given, inForce, type Settings } from '../../settings/settings.ts';
import { Misconfigured } from '../../terms/errors.ts';
import { requestId } from '../../terms/intent-fields.ts';
import type { Operation } from '../../terms/operation.ts';
import { redact } from '../../values/redact.ts';
import { type HttpAnswer, Refused } from './answer.ts';
import { authenticate } from './authenticate.ts';
import { answered, type Trace } from './print-call.ts';

/** Every status that is answered to whoever asks for a request, and what it means; schemas/openapi.json tells them. */
export const STATUS_ANSWERS = {
  200: 'What the ledger knows of the request.',
  401: 'No sender signs like this, or not now.',
  404: 'Nothing of yours is known under this id (yet: what was queued a moment ago is not in the ledger).',
  500: 'A fault of ours.',
  503: 'Not possible now: ask again later.',
} as const;

/** What a sender signs who asks for a request, in place of a body: the id stands there as it is, whatever of it is encoded in the URL. */
const askedFor = (request_id: string): string => `GET /webhooks/requests/${request_id}`;

/** Answers a sender what became of a request of theirs; 404 for any other, in the same words. One log line. */
export const showRequest =
  (catalog: readonly Operation[]) =>
  (request: HttpRequest, { id }: Invocation, given: Given): Promise<HttpAnswer> => {
    const trace: Trace = { request_id: id };
    return answered('show-request', trace, async () => ({
      statusCode: 200,
      body: await show(catalog, request, trace, inForce(given)),
    }));
  };

async function show(
  catalog: readonly Operation[],
  request: HttpRequest,
  trace: Trace,
  settings: Settings,
): Promise<object> {
  const { request_id = '' } = request.path;
  const { sender } = await authenticate(request, Buffer.from(askedFor(request_id)), settings);
  trace.sender = sender;
  if (!requestId.safeParse(request_id).success) throw notFound();
  trace.request_id = request_id;
  if (!settings.LEDGER_TABLE) throw new Misconfigured('LEDGER_TABLE is needed to tell of requests');
  const among = {
    operations: catalog,
    ...(settings.place.project_id && { likely: settings.place.project_id }),
  };
  const rows = await ownRows(openLedger(settings.LEDGER_TABLE), request_id, sender, among, Date.now());
  if (rows.length === 0) throw notFound();
  return redact({ request_id, result: resultOfAll(rows), rows });
}

const notFound = () => new Refused(404, 'nothing of yours is known under this request_id');
