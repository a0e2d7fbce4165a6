import { Expired, Held } from '../errors.ts';
import { checked, type Step } from '../flow.ts';
import type { Intent } from '../intent.ts';
import type { Operation } from '../operation.ts';

/** Ends an intent whose time has not come (`Held`) or is over (`Expired`). A dry run is told nothing of the clock. */
export const checkDue = (operation: Operation): Step => ({
  before: ({ event: flow }) => {
    const { request } = checked(flow);
    if (request.dry_run) return;
    if (request.not_before !== undefined && Date.now() < request.not_before) {
      throw new Held(`waits for not_before, ${new Date(request.not_before).toISOString()}`, { retry: true });
    }
    refuseLate(operation, request);
  },
});

/** Throws `Expired` when the intent must no longer be sent. */
export function refuseLate(operation: Operation, { not_after, fields }: Intent): void {
  if (not_after !== undefined && Date.now() > not_after) {
    throw new Expired(`not_after, ${new Date(not_after).toISOString()}, is past; nothing was sent`);
  }
  const late = operation.tooLate?.(fields, Date.now());
  if (late) throw new Expired(`${late}; nothing was sent`);
}
