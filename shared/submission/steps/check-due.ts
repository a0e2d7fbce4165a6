import { Expired, Held } from '../../terms/errors.ts';
import type { Intent } from '../../terms/intent.ts';
import type { Operation } from '../../terms/operation.ts';
import { checked, type Step } from '../flow.ts';

/**
 * Ends an intent whose time has not come (`Held`) or is over (`Expired`). A dry run is told nothing of the clock, and
 * targets that have to be looked for first are looked for at any time.
 */
export const checkDue = (operation: Operation): Step => ({
  before: ({ event: flow }) => {
    const { request } = checked(flow);
    const looksFirst = (flow.ticket?.look.length ?? 0) > 0;
    if (!request.dry_run && !looksFirst) refuseUntimely(operation, request);
  },
});

/** Throws `Held` before `not_before`, `Expired` when the intent must no longer be sent, or no more could be by then. */
export function refuseUntimely(operation: Operation, { not_before, deadline, fields }: Intent): void {
  const now = Date.now();
  const early = not_before !== undefined && now < not_before;
  const at = early ? not_before : now;
  const late = operation.tooLate?.(fields, at);
  if (late) throw new Expired(`${late}, ${early ? 'not_before' : 'now'} ${iso(at)}; nothing was sent`);
  if (early)
    throw new Held(`waits for not_before, ${iso(not_before)}`, { retry: true, next_try: not_before });
  if (now > deadline) throw new Expired(`not_after, ${iso(deadline)}, is past; nothing was sent`);
}

const iso = (time: number) => new Date(time).toISOString();
