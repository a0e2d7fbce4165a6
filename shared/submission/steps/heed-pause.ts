import { heldBy, readPause } from '../../ledger/pause.ts';
import type { Operation } from '../../terms/operation.ts';
import { checked, type Step } from '../flow.ts';

/**
 * Holds a claimed request while submissions are paused. The pause is read after the claim is written: whoever pauses and
 * then reads the ledger sees every request that is sent all the same. Throws `Held`, `PlatformUnavailable`.
 */
export const heedPause = (operation: Operation): Step => ({
  before: async ({ event: flow }) => {
    const { ticket } = flow;
    if (!ticket?.claimed) return;
    const { TIMING } = checked(flow).config;
    const pause = await readPause(ticket.ledger.table, operation.name);
    if (!pause) return;
    // What never left was no try.
    ticket.entry = { ...ticket.entry, tries: ticket.entry.tries - 1 };
    throw heldBy(pause, TIMING);
  },
});
