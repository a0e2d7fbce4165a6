import { Held, NothingToSend } from '../errors.ts';
import { type Answer, checked, type Step } from '../flow.ts';
import { claim } from '../ledger/changes.ts';
import { schedule } from '../ledger/plan.ts';
import { recordAnswer } from '../ledger/record.ts';
import { save } from '../ledger/ticket.ts';
import type { Operation } from '../operation.ts';
import { refuseToStart } from './refuse-to-start.ts';

/** Claims the targets in the ledger right before the call, and writes what became of them right after. */
export const claimRequest = (operation: Operation): Step => ({
  before: async ({ event: flow }) => {
    const { ticket } = flow;
    if (!ticket) return;
    const { config } = checked(flow);
    if (ticket.send.length === 0) {
      if (await save(operation, ticket, schedule(ticket.entry, Date.now(), config.TIMING))) {
        throw new NothingToSend('nothing is due yet');
      }
      throw new Held('another run was faster', { retry: true });
    }
    refuseToStart(operation, flow);
    const now = Date.now();
    const lease_until = now + flow.remaining() + config.TIMING.lease_margin_ms;
    const claimed = claim(ticket.entry, ticket.send, { owner: ticket.owner, now, lease_until });
    if (!(await save(operation, ticket, schedule(claimed, now, config.TIMING)))) {
      throw new Held('another run was faster', { retry: true });
    }
    ticket.claimed = { since: now, until: lease_until };
  },
  after: async (run) => {
    const { ticket, remaining } = run.event;
    if (!ticket?.claimed) return;
    const { config } = checked(run.event);
    run.response = await recordAnswer(operation, ticket, run.response as Answer, config.TIMING, remaining);
  },
});
