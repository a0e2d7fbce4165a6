import type { HttpRequest } from '../../platform/ports.ts';
import type { Settings } from '../../settings/settings.ts';
import { requestId } from '../../terms/intent-fields.ts';
import { Refused } from './answer.ts';
import { readSenders, type SignatureHeaders, senderOf } from './verify-signature.ts';

/** Who sent a request, under which id, and when by their clock (epoch ms). */
export interface Sent {
  readonly sender: string;
  readonly id: string;
  readonly at: number;
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
  const sender = senderOf(await readSenders(settings), headers, content);
  if ('refused' in sender) throw new Refused(401, sender.refused);
  const { 'webhook-id': id, 'webhook-timestamp': seconds } = headers;
  return { sender: sender.name, id, at: Number.parseInt(seconds, 10) * 1000 };
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
