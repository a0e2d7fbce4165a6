import { notSent, type Outcome, rejected, saidDone, type Told, unknown } from '../terms/outcome.ts';
import { madeOnce } from '../values/made-once.ts';
import type { Envelope } from './envelope.ts';
import type { ErrorClass, Meaning } from './services/service.ts';
import { type ServiceName, serviceOf } from './services/services.ts';

const BUSY = 'the instance is busy or not in a normal state: its current work has to end first';
const GONE = 'no such instance in this project and region: check id, project and region';
const DENIED = 'the user lacks the permission, or the resource is not theirs: check the IAM policy';
const INPUT = 'the cloud does not take a parameter: compare the intent with the instance';
const LOGIN = 'the cloud does not take the credentials: check the secret, then send the intent again';
const SERVER = 'the service failed and may have started the work: look in the cloud before sending again';
const TOKEN = 'the token is no longer valid: a fresh one is fetched';

const book = (kind: ErrorClass, hint: string, codes: string): [string, Meaning][] =>
  codes.split(' ').map((code) => [`DBS.${code}`, { kind, hint }]);

/** The codes of all services by meaning (contract §8.2), the same code having other HTTP statuses by service. */
const meanings = madeOnce(
  (): ReadonlyMap<string, Meaning> =>
    new Map([
      ...book(
        'busy',
        BUSY,
        '200011 200019 200047 201202 201014 201015 200018 201000 200076 200086 280406 212006',
      ),
      ...book('busy', BUSY, '212033 06010001 06020003 280800 05000084 216011'),
      ...book('busy', 'a backup is running: it has to end first', '201205'),
      ...book('stop_target', "the instance's storage is full: enlarge it first", '200316'),
      ...book('stop_target', 'the instance is frozen: settle the bill or unfreeze it first', '280449'),
      ...book(
        'stop_target',
        GONE,
        '200002 200045 200602 290005 290011 280022 201028 201501 201502 216016 280110',
      ),
      ...book(
        'stop_target',
        'none of its nodes is normal, or there is no such instance: look in the console',
        '200408',
      ),
      ...book('stop_target', 'no such proxy: check proxy_id and instance_id', '270024 200932'),
      ...book('stop_target', 'no such job', '200543'),
      ...book('stop_run', TOKEN, '280056'),
      ...book('stop_run', DENIED, '200010 200044 201003 280015 200604 280032 280063 216003'),
      ...book(
        'stop_run',
        INPUT,
        '200001 280001 290000 200004 200006 280404 200041 280236 200040 280238 280439',
      ),
      ...book(
        'stop_target',
        'the kernel version is too old for this: upgrade the instance first',
        '05000001',
      ),
      ...book(
        'stop_target',
        'a quota is used up: raise it or free resources',
        '200046 290003 200165 200166 200167',
      ),
      ...book(
        'unknown',
        SERVER,
        '200998 280005 108000 108002 108005 200005 200208 213002 213004 290006 290015',
      ),
      ...book('unknown', SERVER, '05000000 280064 111205 212009 00114000'),
    ]),
);

const GATEWAY_HINTS: Readonly<Record<string, string>> = {
  '0101': 'the host does not know this API: check region and HW_ENDPOINTS',
  '0308': 'the cloud throttles this user: fewer calls a minute',
};
// 0601, an internal error of the gateway itself, may be one on the way back from the service.
const GATEWAY_FAILED = /^06(?!01)/;
const GATEWAY_LOGIN = /^(0301|0303|0305|0307)$/;
const GATEWAY_DENIED = /^(0302|0304|0306|0310|0402|0802)$/;

/** What an error means: how to react to it, and what to do about it. */
export interface Classified {
  readonly kind: ErrorClass;
  readonly hint?: string;
}

/** An error that the cloud spoke of, and what it means. */
export type CloudError = Envelope & Classified;

/**
 * What a documented code with an HTTP status means (contract §8): the code decides, the status only where no code does.
 * An item inside a success has no status: there a code that nobody documents refuses that item.
 */
export function classify(
  service: ServiceName,
  status: number | undefined,
  code: string | undefined,
): Classified {
  const gateway = /^APIGW?\.(\d{4})$/.exec(code ?? '')?.[1];
  if (gateway) return classifyGateway(gateway, status);
  const meaning = serviceOf(service).codes?.get(code ?? '') ?? meanings().get(code ?? '');
  if (meaning) return meaning;
  if (!code || !isRefusal(status)) return { kind: 'unknown', hint: SERVER };
  if (status === 429) return { kind: 'throttled', hint: GATEWAY_HINTS['0308'] ?? '' };
  return status === 401 || status === 403 ? { kind: 'stop_run', hint: DENIED } : { kind: 'stop_target' };
}

const isRefusal = (status: number | undefined) => status === undefined || (status >= 400 && status < 500);

/**
 * Refusals of the gateway before the service saw the request are *throttled* (not sent); inferred where 06xx. Only its own
 * failures pass: 06xx of 4xx say that the request is wrong (contract §8.3 lists those of 5xx alone).
 */
function classifyGateway(code: string, status: number | undefined): Classified {
  const hint = GATEWAY_HINTS[code];
  if (code === '0308' || (GATEWAY_FAILED.test(code) && status !== undefined && status >= 500)) {
    return {
      kind: 'throttled',
      hint: hint ?? 'the cloud gateway failed before the service: that passes by itself',
    };
  }
  if (GATEWAY_LOGIN.test(code)) return { kind: 'stop_run', hint: LOGIN };
  if (GATEWAY_DENIED.test(code)) return { kind: 'stop_run', hint: DENIED };
  if (!isRefusal(status)) return { kind: 'unknown', hint: SERVER };
  return { kind: 'stop_run', ...(hint ? { hint } : {}) };
}

/** Whether the code says that the host has no such API (contract §8.3). */
export const isNoSuchApi = (code: string | undefined): boolean => /^APIGW?\.0101$/.test(code ?? '');

/** Whether a fresh token would cure the refusal: `APIGW.0307`, `APIGW.0301` with "token expires", `DBS.280056`. */
export const asksForFreshToken = (code: string | undefined, message: string): boolean =>
  /^APIGW?\.0307$/.test(code ?? '') ||
  (/^APIGW?\.0301$/.test(code ?? '') && /token expires/i.test(message)) ||
  code === 'DBS.280056';

/** Whether the code says that the cloud does not take the token or signature; nothing was started then. */
export const refusesLogin = (code: string): boolean =>
  code === 'DBS.280056' || GATEWAY_LOGIN.test(/^APIGW?\.(\d{4})$/.exec(code)?.[1] ?? '');

/** What an error says of a target. */
export function refused(target: string, { code = '', message, kind, hint }: CloudError): Told {
  const cause = { code, reason: message, hint };
  if (kind === 'unknown') return unknown(target, cause);
  if (kind === 'throttled') return notSent(target, { ...cause, retry: true });
  if (kind === 'already_done') return saidDone(target, cause);
  // The gateway asks for another token before it passes anything on.
  if (/^APIGW?\.0307$/.test(code)) return notSent(target, cause);
  return rejected(target, { ...cause, retry: kind === 'busy' });
}

/** What the error of an item inside a success says of its target. */
export const refusedItem = (
  service: ServiceName,
  target: string,
  code: string,
  message: string | null | undefined,
): Told =>
  refused(target, { code, message: message || 'no reason given', ...classify(service, undefined, code) });

const PHRASES: readonly (readonly [RegExp, string])[] = [
  [
    /insufficient subnet ip/i,
    "no free IP address in the proxy's subnet: enlarge the subnet or free addresses",
  ],
];

/** The outcome of a target that the cloud refused in words, without a code. */
export function rejectedBecause(target: string, message: string | null | undefined): Outcome {
  const reason = message || 'no reason given';
  return rejected(target, { reason, hint: PHRASES.find(([phrase]) => phrase.test(reason))?.[1] });
}
