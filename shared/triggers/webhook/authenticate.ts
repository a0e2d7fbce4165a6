import type { HttpRequest } from '../../platform/ports.ts';
import type { Settings } from '../../settings/settings.ts';
import { readSenders, type Sender } from '../../telling/desk/senders.ts';
import { requestId } from '../../terms/intent-fields.ts';
import { Refused } from './answer.ts';
import { type SignatureHeaders, senderOf } from './verify-signature.ts';

/** Who sent a request, under which id, when by their clock (epoch ms), and what its fields are called. */
export interface Sent {
  readonly sender: string;
  readonly id: string;
  readonly at: number;
  readonly fields?: Sender['fields'];
}

/**
 * Who signed this content within five minutes. Throws `Refused` with 401 where nobody did, `Misconfigured`,
 * `PlatformUnavailable`.
 */
export async function authenticate(
  request: Pick<HttpRequest, 'headers'>,
  content: Buffer,
  settings: Settings,
): Promise<Sent> {
  const headers = signatureHeaders(request.headers);
  const signer = senderOf(await readSenders(settings), headers, content);
  if ('refused' in signer) throw new Refused(401, signer.refused);
  const { 'webhook-id': id, 'webhook-timestamp': seconds } = headers;
  const { fields } = signer.sender;
  return { sender: signer.name, id, at: Number.parseInt(seconds, 10) * 1000, ...(fields && { fields }) };
}

const LARGEST_BODY = 256 * 1024;

/** The same of a body. Throws `Refused` with 413 where it has more than 256 KiB, before anything is read of it. */
export function authenticateBody(request: HttpRequest, settings: Settings): Promise<Sent> {
  const { length } = request.body;
  if (length > LARGEST_BODY) {
    throw new Refused(413, `the body has ${length} bytes, at most ${LARGEST_BODY} are taken`);
  }
  return authenticate(request, request.body, settings);
}

/** A `webhook-id` that may stand for a request. Throws `Refused` with 400 for any other. */
export function properId(id: string): string {
  if (requestId.safeParse(id).success) return id;
  throw new Refused(400, 'webhook-id: expected 1 to 256 letters, digits and . _ : / # + , ~ -');
}

function signatureHeaders(headers: HttpRequest['headers']): SignatureHeaders {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
  if (!id || !timestamp || !signature) {
    throw new Refused(401, 'expected the headers webhook-id, webhook-timestamp and webhook-signature');
  }
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
}
