import { permitted } from '../../policy/permitted.ts';
import type { Operation } from '../../terms/operation.ts';
import { checked, type Step } from '../flow.ts';

/**
 * Adds `authorized`, or ends an intent that its bringer may not have sent before anything is written or queued. What the
 * ledger holds was authorised when it came, and is again before it is sent; what a person decided about it is judged once
 * its intent is known. Throws `Forbidden`, `Misconfigured`.
 */
export const authorize = (operation: Operation): Step => ({
  before: ({ event: flow }) => {
    const { settings, request } = checked(flow);
    const { resumed, extend, resend } = flow.directions ?? {};
    if (!resumed) permitted(operation, flow, request, settings);
    flow.authorized = !resumed || (!extend && resend === undefined);
  },
});
