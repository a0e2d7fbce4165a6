import { misusedId, permitted } from '../../policy/permitted.ts';
import type { Settings } from '../../settings/settings.ts';
import { Forbidden, InvalidIntent } from '../../terms/errors.ts';
import type { Intent } from '../../terms/intent.ts';
import type { Operation } from '../../terms/operation.ts';
import type { Checked } from '../flow.ts';
import type { Step } from '../step.ts';

/**
 * Adds `authorized`, or ends an intent that its bringer may not have sent before anything is written or queued. What the
 * ledger holds was authorised when it came, and is again before it is sent; what a person decided about it is judged once
 * its intent is known. Throws `Forbidden`, `InvalidIntent`, `Misconfigured`.
 */
export const authorize = (operation: Operation): Step<Checked> => ({
  before: (flow) => {
    const { settings, request } = flow;
    const { resumed, extend, resend } = flow.directions ?? {};
    if (resumed) leaveToItsRollout(flow, request);
    else permitted(operation, flow, request, settings);
    if (flow.trigger === 'fleet' && !resumed) refuseUnsteered(request, settings);
    flow.authorized = !resumed || (!extend && resend === undefined);
  },
});

/** What the ledger holds of a rollout goes on by the sweep alone. */
function leaveToItsRollout(flow: Checked, request: Intent): void {
  const misused = misusedId(flow, request);
  if (misused !== undefined) throw new Forbidden(misused);
}

/** A release is one target, and whether its rollout still runs is read before it leaves. */
function refuseUnsteered({ targets }: Intent, { LEDGER_TABLE, FLEET_TABLE }: Settings): void {
  if (!LEDGER_TABLE || !FLEET_TABLE) {
    throw new Forbidden(
      'LEDGER_TABLE and FLEET_TABLE are needed for what a rollout releases; nothing was sent',
    );
  }
  if (targets.length === 1) return;
  throw new InvalidIntent([
    { path: '', message: `expected one target of what a rollout releases, got ${targets.length}` },
  ]);
}
