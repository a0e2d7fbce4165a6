import type { IncomingHttpHeaders } from 'node:http';
import type { Ending } from './ending.ts';
import type { Service } from './resources.ts';
import { RuleList } from './rule-list.ts';

/** Something that goes wrong with one request. `targets` narrows the kinds that work per target; default all. */
export type Fault =
  /** DBS.200011: an envelope, or an error per item in `batchUpgradeDatabaseVersion`. */
  | { kind: 'busy'; targets?: string[] }
  /** Proxy: state REJECT (`mixed`: one ACCEPT and one REJECT, as on the vendor's page); GeminiDB: item error; else 400. */
  | { kind: 'reject'; error_code?: string; error_message?: string; targets?: string[]; mixed?: boolean }
  /** Any status and envelope; nothing is accepted. */
  | { kind: 'refuse'; status: number; body?: unknown; headers?: Record<string, string> }
  /** 429 APIGW.0308. */
  | { kind: 'throttle'; headers?: Record<string, string> }
  /** A server error with the code that goes with the status, or `code`. */
  | { kind: 'status'; status: 500 | 502 | 503 | 504; code?: string; accepted?: boolean }
  /** Answers late, in real milliseconds. The work is accepted at once, or with `accept: 'late'` only then. */
  | { kind: 'slow'; ms: number; accept?: 'at-once' | 'late' }
  /** The connection is reset before anything was done. */
  | { kind: 'cut-before' }
  /** The work is accepted and the connection reset without a reply. */
  | { kind: 'cut-after' }
  /** The work is accepted and the connection cut half-way through the reply's body or headers, or one blank before its end. */
  | { kind: 'cut-mid-reply'; within?: 'body' | 'headers' | 'end' }
  /** A page of HTML; default 502, nothing accepted. */
  | { kind: 'html'; status?: number; accepted?: boolean }
  /** The work is accepted; the reply ends properly but its JSON is cut. */
  | { kind: 'truncated' }
  /** The work is accepted; a successful status with other JSON. */
  | { kind: 'wrong-shape'; body?: unknown; status?: number }
  /** The work is accepted for all; one (default the last) is left out of the reply. */
  | { kind: 'missing-target'; target?: string }
  /** The reply tells of one more target than was asked for. */
  | { kind: 'extra-target'; target?: string }
  /** A 401 that says the token has expired, though it has not. */
  | { kind: 'token-expired' }
  /** 401 APIGW.0307. */
  | { kind: 'token-update' }
  /** 403 DBS.280056. */
  | { kind: 'dbs-token-invalid' }
  /** Another 401. */
  | { kind: 'unauthorized'; body?: unknown }
  /** The work is accepted; the reply is padded to this many bytes. */
  | { kind: 'huge'; bytes: number }
  /** 302 to another URL; nothing is accepted. */
  | { kind: 'redirect'; location: string }
  /** 500 DBS.111205 (contract §8.2); the work is accepted unless `accepted` is false. */
  | { kind: 'timeout-accepted'; accepted?: boolean }
  /** What becomes of the jobs this call starts. */
  | JobFault;

/** How a job is booked: its ending (before any that is laid up), shown late, under another name, or in no list. */
export interface JobFault {
  kind: 'job';
  targets?: string[];
  ending?: Ending;
  /** Short for the ending of this name. */
  unchanged?: boolean;
  /** How long it runs, where its ending does not say. */
  durationMs?: number;
  lateMs?: number;
  name?: string;
  unlisted?: boolean;
}

/** A request as the fault script sees it, after it was authenticated. */
export interface Call {
  service: Service;
  call: string;
  /** The instances, proxy, job or user it names. */
  targets: string[];
  body: unknown;
  /** 1 for the first request of this call with this same set of targets. */
  tryNumber: number;
  headers: IncomingHttpHeaders;
}

/** A fault laid up for the next requests of a call. With `target`, for those that name it, and for it alone. */
export interface FaultRule {
  call: string;
  service?: Service;
  target?: string;
  times?: number;
  fault: Fault | Fault[];
}

/** Which faults befall which requests: rules consumed in the order they were added, then `decide`. */
export class FaultScript {
  /** Decides by program, for requests that no rule is waiting for. */
  decide: ((call: Call) => Fault | Fault[] | undefined) | undefined;
  readonly #rules = new RuleList<FaultRule>();
  readonly #tries = new Map<string, number>();

  add(rule: FaultRule): this {
    this.#rules.add(rule);
    return this;
  }

  /** Forgets all rules, `decide` and the counting of tries. */
  clear(): void {
    this.#rules.clear();
    this.#tries.clear();
    this.decide = undefined;
  }

  /** The faults for this request; uses up one turn of the rule they came from. */
  take(request: Omit<Call, 'tryNumber'>): Fault[] {
    const key = [request.service, request.call, ...[...request.targets].sort()].join(' ');
    const tryNumber = (this.#tries.get(key) ?? 0) + 1;
    this.#tries.set(key, tryNumber);

    const rule = this.#rules.take(
      ({ call, service, target }) =>
        call === request.call &&
        (service === undefined || service === request.service) &&
        (target === undefined || request.targets.includes(target)),
    );
    if (!rule) return [this.decide?.({ ...request, tryNumber }) ?? []].flat();
    return [rule.fault].flat().map((fault) => narrowed(fault, rule.target));
  }
}

const narrowed = (fault: Fault, target: string | undefined): Fault => {
  if (target === undefined) return fault;
  if (fault.kind === 'busy' || fault.kind === 'reject' || fault.kind === 'job')
    return { targets: [target], ...fault };
  return fault.kind === 'missing-target' ? { target, ...fault } : fault;
};
