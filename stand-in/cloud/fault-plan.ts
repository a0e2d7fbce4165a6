import { gatewayFault } from './fault-replies.ts';
import { addTarget, dropTarget, padded } from './fault-reshape.ts';
import type { Fault, JobFault } from './faults.ts';
import { BUSY, busyError, dbsError, gatewayError, iamError, notAuthenticated } from './refusal.ts';
import type { Reply } from './reply.ts';
import type { Service } from './resources.ts';
import { iamTime } from './times.ts';

/** Why one item of a batch is refused. */
export interface ItemRefusal {
  error_code: string;
  error_message: string;
}

/** What a request's faults come to. Handlers look at `refusalOf`, `mixed` and `jobFaults`; the server at the rest. */
export interface Plan {
  /** Answered without doing any work. */
  instead?: Reply;
  /** Answered after the work was done. */
  reshape: (reply: Reply) => Reply;
  cut?: 'before' | 'after' | 'mid-body' | 'mid-headers' | 'mid-end';
  truncate: boolean;
  delay: { beforeMs: number; afterMs: number };
  refusalOf(target: string): ItemRefusal | undefined;
  /** A proxy upgrade answers ACCEPT and a REJECT with this text. */
  mixed?: string;
  jobFaults(target: string): JobFault[];
}

const PROXY_REJECT = 'Upgrade failed due to insufficient subnet ip'; // contract §4

/** Folds the faults of one request into a plan; they combine, and of two replies the later one wins. */
export const planOf = (faults: Fault[], service: Service, call: string, now: number): Plan => {
  const steps: ((reply: Reply) => Reply)[] = [];
  const plan: Plan = {
    reshape: (reply) => steps.reduce((answer, step) => step(answer), reply),
    truncate: false,
    delay: { beforeMs: 0, afterMs: 0 },
    refusalOf: (target) => itemRefusal(faults, target, call),
    jobFaults: (target) =>
      faults.filter((fault): fault is JobFault => fault.kind === 'job' && concerns(fault, target)),
  };
  for (const fault of faults) lay(fault, plan, steps, { service, call, now });
  return plan;
};

const lay = (
  fault: Fault,
  plan: Plan,
  steps: ((reply: Reply) => Reply)[],
  { service, call, now }: { service: Service; call: string; now: number },
): void => {
  const answer = (reply: Reply, accepted = false) => {
    if (accepted) steps.push(() => reply);
    else plan.instead = reply;
  };
  switch (fault.kind) {
    case 'busy':
      if (call !== 'batchUpgradeDatabaseVersion') answer(busyError(service));
      break;
    case 'reject':
      if (fault.mixed) plan.mixed = fault.error_message ?? PROXY_REJECT;
      else if (call !== 'batchUpgradeDatabaseVersion' && call !== 'upgradeProxyVersion') {
        answer(dbsError(400, fault.error_code ?? 'DBS.200001', fault.error_message ?? 'Parameter error'));
      }
      break;
    case 'refuse':
      answer({ status: fault.status, body: fault.body, headers: fault.headers ?? {} });
      break;
    case 'throttle': // contract §8.3; Retry-After is not documented, so it is sent only when asked for
      answer({
        ...gatewayError(
          429,
          'APIGW.0308',
          'The throttling threshold has been reached: policy user over ratelimit,limit:200,time:1 second',
        ),
        headers: fault.headers ?? {},
      });
      break;
    case 'status':
      answer(gatewayFault(service, fault.status, fault.code), fault.accepted);
      break;
    case 'slow':
      if (fault.accept === 'late') plan.delay.beforeMs += fault.ms;
      else plan.delay.afterMs += fault.ms;
      break;
    case 'cut-before':
      plan.cut = 'before';
      break;
    case 'cut-after':
      plan.cut = 'after';
      break;
    case 'cut-mid-reply':
      plan.cut = `mid-${fault.within ?? 'body'}`;
      break;
    case 'html':
      answer(
        {
          status: fault.status ?? 502,
          headers: { 'content-type': 'text/html' },
          text: '<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>',
        },
        fault.accepted,
      );
      break;
    case 'truncated':
      plan.truncate = true;
      break;
    case 'wrong-shape':
      steps.push((reply) => ({
        status: fault.status ?? reply.status,
        body: fault.body ?? { result: 'success' },
      }));
      break;
    case 'missing-target':
      steps.push((reply) => dropTarget(reply, fault.target));
      break;
    case 'extra-target':
      steps.push((reply) => addTarget(reply, fault.target));
      break;
    case 'token-expired':
      answer(notAuthenticated(`token expires, expires_at:${iamTime(now - 1000)}`));
      break;
    case 'token-update': // contract §8.3
      answer(gatewayError(401, 'APIGW.0307', 'The token must be updated.'));
      break;
    case 'dbs-token-invalid': // contract §8.2: 403 in all three services
      answer(dbsError(403, 'DBS.280056', 'Invalid token.'));
      break;
    case 'unauthorized':
      if (fault.body !== undefined) answer({ status: 401, body: fault.body });
      else if (service === 'iam') answer(iamError(401, 'The username or password is wrong.', 'Unauthorized'));
      // The code is documented, its text is not [?] (contract §8.3).
      else answer(gatewayError(401, 'APIGW.0305', 'Incorrect authentication information'));
      break;
    case 'huge':
      steps.push((reply) => padded(reply, fault.bytes));
      break;
    case 'redirect':
      answer({ status: 302, headers: { location: fault.location } });
      break;
    case 'timeout-accepted': // contract §8.2: the code is known from Terraform only, its text is not [?]
      answer(dbsError(500, 'DBS.111205', 'The service timed out.'), fault.accepted ?? true);
      break;
    case 'job':
      break;
  }
};

const concerns = (fault: { targets?: string[] }, target: string) =>
  fault.targets === undefined || fault.targets.includes(target);

const itemRefusal = (faults: Fault[], target: string, call: string): ItemRefusal | undefined => {
  for (const fault of faults) {
    if (fault.kind === 'busy' && concerns(fault, target)) return BUSY;
    if (fault.kind === 'reject' && !fault.mixed && concerns(fault, target)) {
      return {
        error_code: fault.error_code ?? BUSY.error_code,
        error_message:
          fault.error_message ?? (call === 'upgradeProxyVersion' ? PROXY_REJECT : BUSY.error_message),
      };
    }
  }
  return undefined;
};
