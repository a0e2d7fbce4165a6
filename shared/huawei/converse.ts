import { CredentialsRefused } from '../terms/errors.ts';
import type { Reply, WireRequest } from '../transport/transport.ts';
import { type CloudReply, readReply } from './cloud-reply.ts';
import type { Credentials } from './credentials.ts';
import { asksForFreshToken, type CloudError, refusesLogin } from './error-book.ts';
import type { Host } from './services/services.ts';

/**
 * Signs and transmits one request and reads the reply; once more when the cloud turned away nothing but the token and a
 * fresh one can be had. Throws `CredentialsRefused` when the cloud does not take the login; nothing was started then.
 */
export async function converse(
  host: Host,
  credentials: Credentials,
  wire: WireRequest,
  transmit: (signed: WireRequest) => Promise<Reply>,
): Promise<CloudReply> {
  const exchange = async () => readReply(host, await transmit(await credentials.sign(wire)));
  let reply = await exchange();
  let refusal = loginRefusal(reply);
  if (refusal && credentials.renew() && asksForFreshToken(refusal.code, refusal.message)) {
    reply = await exchange();
    refusal = loginRefusal(reply);
    if (refusal) credentials.renew();
  }
  await credentials.tell(!refusal);
  if (!refusal) return reply;
  const { code, message } = refusal;
  throw new CredentialsRefused(`the cloud answered ${reply.status} to our credentials: ${message}`, code);
}

const loginRefusal = ({ status, error }: CloudReply): CloudError | undefined =>
  status >= 400 && error?.code && (status === 401 || refusesLogin(error.code)) ? error : undefined;
