import { outcomesOf } from '../../ledger/entry/entry.ts';
import { permissionFor } from '../../policy/permitted.ts';
import { Forbidden } from '../../terms/errors.ts';
import type { Operation } from '../../terms/operation.ts';
import type { Checked } from '../flow.ts';
import type { Step } from '../step.ts';

/**
 * Adds what `authorize` had to leave open: whoever has something in the ledger sent again, or later than it said, must be
 * allowed to send it. If not, the record stands as it was. Throws `Forbidden`, `Misconfigured`.
 */
export const authorizeDirections = (operation: Operation): Step<Checked> => ({
  before: (flow) => {
    const { settings, request } = flow;
    const { ticket } = flow;
    if (flow.authorized || !ticket?.held) return;
    const { forbidden } = permissionFor(operation, flow, request, settings);
    if (forbidden !== undefined) {
      throw new Forbidden(forbidden, { outcomes: outcomesOf(ticket.held.entry) });
    }
    flow.authorized = true;
  },
});
