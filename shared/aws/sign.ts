import { Sha256Node } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { keepSecret } from '../redact.ts';
import type { WireRequest } from '../transport.ts';
import type { Caller } from './caller.ts';
import { awsTime } from './clock.ts';

/** The request with AWS's Signature Version 4, made by AWS's own library, for the service of that name. */
export async function sign(request: WireRequest, service: string, caller: Caller): Promise<WireRequest> {
  const { region, accessKeyId, secretAccessKey, sessionToken } = caller;
  // AWS answers a wrong signature with the text it should have signed, session token included.
  for (const secret of [secretAccessKey, sessionToken]) if (secret) keepSecret(secret);
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256Node });
  const { method, origin, path, headers, body } = request;
  const { host, hostname, protocol } = new URL(origin);
  const { headers: signed } = await signer.sign(
    { method, protocol, hostname, path, query: {}, headers: { host, ...headers }, body },
    { signingDate: awsTime() },
  );
  return { ...request, headers: signed };
}
