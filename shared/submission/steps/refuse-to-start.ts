import { NotSent } from '../../terms/errors.ts';
import type { Operation } from '../../terms/operation.ts';
import { checked, type Flow } from '../flow.ts';
import { refuseUntimely } from './check-due.ts';

/** The last look before a request is claimed, and before it leaves. Throws `NotSent`, `Held`, `Expired`. */
export function refuseToStart(operation: Operation, flow: Flow): void {
  const { config, request } = checked(flow);
  const { ticket, brake, remaining } = flow;
  if (brake?.throttled) throw new NotSent('the cloud throttles this batch: nothing more of it is sent now');
  const needed = config.HW_TIMEOUT_MS + config.TIMING.submit_margin_ms;
  const left = Math.round(remaining());
  if (left < needed)
    throw new NotSent(`${left} ms are left of this invocation, a submission needs ${needed}`);
  if (ticket?.claimed && Date.now() >= ticket.claimed.until)
    throw new NotSent('the lease on this request is over');
  refuseUntimely(operation, request);
}
