import type { Operation } from '../../terms/operation.ts';
import type { Checked } from '../flow.ts';
import { readingsOf } from '../gather.ts';
import { pass } from '../pass.ts';
import type { Step } from '../step.ts';

/**
 * Says before the cloud is asked anything what stands in the way by now, so that it costs no login and no read. A dry run is
 * told nothing of it, and targets that have to be looked for first are looked for at any time. Throws as `pass` does.
 */
export const turnAway = (operation: Operation): Step<Checked> => ({
  before: async (flow) => {
    const { ticket } = flow;
    if (flow.request.dry_run || (ticket && ticket.look.length > 0)) return;
    const sends = ticket && ticket.send.length > 0;
    await pass('arrived', operation, flow, sends ? readingsOf(operation, flow, ticket) : undefined);
  },
});
