import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import type { WireRequest } from '../../transport/transport.ts';
import type { Caller } from './caller.ts';

/** The request with AWS's Signature Version 4, made by AWS's own library, for the service of that name. */
export async function sign(
  request: WireRequest,
  service: string,
  { region, ...credentials }: Caller,
  signingDate: Date,
): Promise<WireRequest> {
  const signer = new SignatureV4({ service, region, credentials, sha256: Hash.bind(null, 'sha256') });
  const { method, origin, path, headers, body } = request;
  const { host, hostname, protocol } = new URL(origin);
  const { headers: signed } = await signer.sign(
    { method, protocol, hostname, path, query: {}, headers: { host, ...headers }, body },
    { signingDate },
  );
  return { ...request, headers: signed };
}
