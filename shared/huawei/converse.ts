import { CredentialsRefused } from '../terms/errors.ts';
import type { Reply, WireRequest } from '../transport/transport.ts';
import { parseJson } from '../values/json/parse-json.ts';
import type { Credentials } from './credentials.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { asksForFreshToken, refusesLogin } from './error-book.ts';

/**
 * Signs and transmits one request; once more when the cloud turned away nothing but the token and a fresh one can be had.
 * Throws `CredentialsRefused` when the cloud does not take the login; nothing was started then.
 */
export async function converse(
  credentials: Credentials,
  wire: WireRequest,
  transmit: (signed: WireRequest) => Promise<Reply>,
): Promise<Reply> {
  let reply = await transmit(await credentials.sign(wire));
  let refusal = loginRefusal(reply);
  if (refusal && credentials.renew() && asksForFreshToken(refusal.code, refusal.message)) {
    reply = await transmit(await credentials.sign(wire));
    refusal = loginRefusal(reply);
    if (refusal) credentials.renew();
  }
  await credentials.tell(!refusal);
  if (!refusal) return reply;
  const { code, message } = refusal;
  throw new CredentialsRefused(`the cloud answered ${reply.status} to our credentials: ${message}`, code);
}

function loginRefusal({ status, body }: Reply): Envelope | undefined {
  const envelope = status < 400 ? undefined : readEnvelope(parseJson(body));
  return envelope?.code && (status === 401 || refusesLogin(envelope.code)) ? envelope : undefined;
}
