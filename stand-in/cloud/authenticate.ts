import type { IncomingHttpHeaders } from 'node:http';
import { dbsError, notAuthenticated, Refusal } from './refusal.ts';
import type { AccessKey, Service } from './resources.ts';
import { parseAuthorization, type Signed, signatureOf } from './signature.ts';
import type { State } from './state.ts';
import { iamTime, parseSdkDate } from './times.ts';

const SKEW_MS = 15 * 60_000; // contract §6.3
const LOCK_AFTER = 5; // contract §8.3: locked after more than 5 failures in a row, for 5 minutes
const LOCK_MS = 5 * 60_000;

/** A request to be authenticated, with the project its path names, if any. */
export interface Claim {
  service: Service;
  headers: IncomingHttpHeaders;
  signed: Omit<Signed, 'signedHeaders'>;
  project_id: string | undefined;
}

/** How a request proved itself, and whose it is. */
export interface Caller {
  kind: 'token' | 'signature';
  domain: string;
}

/** Says who sent the request, or refuses it: 401 by the gateway, 403 for another's project. */
export const authenticate = (claim: Claim, state: State, now: number): Caller => {
  const authorization = claim.headers.authorization;
  // With both, the signature decides: which of the two the gateway prefers is not documented [?].
  if (authorization !== undefined) {
    const key = verifySignature(authorization, claim, state, now);
    mayUse(claim, state, key.domain);
    // contract §1: the SDK names the project when it signs; that another than the path's is refused is [I]
    const named = claim.headers['x-project-id'];
    if (named !== undefined && claim.project_id !== undefined && named !== claim.project_id)
      throw foreign(claim);
    return { kind: 'signature', domain: key.domain };
  }
  const text = claim.headers['x-auth-token'];
  if (typeof text !== 'string' || text === '') throw refused('x-auth-token not found');
  const token = state.tokens.get(text);
  if (!token) throw refused('decrypt token fail');
  if (token.expires_at <= now) throw refused(`token expires, expires_at:${iamTime(token.expires_at)}`);
  if (claim.project_id !== undefined && token.project_id !== claim.project_id) throw foreign(claim);
  mayUse(claim, state, token.domain);
  return { kind: 'token', domain: token.domain };
};

const refused = (reason: string) => new Refusal(notAuthenticated(reason));

/** 403, by codes of the permission class; which one answers for a foreign project is an inference [I] (contract §8.2). */
const foreign = ({ service }: Claim) =>
  new Refusal(
    service === 'geminidb'
      ? dbsError(403, 'DBS.280032', 'You do not have permission to perform this operation.')
      : dbsError(403, 'DBS.200010', 'The operation is not authorized.'),
  );

/** A project nobody has named yet belongs to whoever asks first. */
const mayUse = (claim: Claim, state: State, domain: string): void => {
  const id = claim.project_id;
  if (id === undefined) return;
  const project = state.projects.get(id) ?? { id, name: `project-${id}`, domain };
  if (project.domain !== domain) throw foreign(claim);
  state.projects.set(id, project);
};

const verifySignature = (authorization: string, claim: Claim, state: State, now: number): AccessKey => {
  const parts = parseAuthorization(authorization);
  if (!parts) throw refused('verify aksk signature fail');
  const key = state.accessKeys.get(parts.access);
  if (!key) throw refused('Get secretKey failed');
  if (now < key.locked_until) throw refused('AK access failed to reach the limit, forbidden');
  const reason = faultOf(parts, key, claim, now);
  if (reason === undefined) {
    key.failures = 0;
    return key;
  }
  key.failures += 1;
  if (key.failures > LOCK_AFTER) {
    key.failures = 0;
    key.locked_until = now + LOCK_MS;
  }
  throw refused(reason);
};

const faultOf = (
  { signedHeaders, signature }: { signedHeaders: string[]; signature: string },
  key: AccessKey,
  { headers, signed }: Claim,
  now: number,
): string | undefined => {
  const date = parseSdkDate(signed.header('x-sdk-date'));
  if (date === undefined || !signedHeaders.includes('x-sdk-date')) return 'verify aksk signature fail';
  if (Math.abs(now - date) > SKEW_MS) return 'signature expired';
  if (key.expires_at !== undefined && key.expires_at <= now) return 'Get secretKey failed';
  if (key.security_token !== undefined && headers['x-security-token'] !== key.security_token) {
    return 'Get secretKey failed'; // contract §6.2 asks for the token; the text for a wrong one is [I]
  }
  return signatureOf({ ...signed, signedHeaders }, key.secret) === signature
    ? undefined
    : 'verify aksk signature fail';
};
