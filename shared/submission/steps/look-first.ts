import type { Operation } from '../../terms/operation.ts';
import type { Ready } from '../flow.ts';
import type { Step } from '../step.ts';

/** Asks the cloud what became of targets whose outcome is unknown, before anything is sent again. Ends the run if nothing is left to send. */
export const lookFirst = (operation: Operation): Step<Ready> => ({
  before: async (flow) => {
    const { ticket } = flow;
    if (!ticket || ticket.look.length === 0) return;
    const { lookFor } = await import('../look-for.ts');
    await lookFor(operation, flow, ticket);
  },
});
