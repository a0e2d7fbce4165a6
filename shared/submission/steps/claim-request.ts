import { schedule } from '../../ledger/due-times.ts';
import { claim, putBack, withSeen } from '../../ledger/entry/changes.ts';
import type { Entry } from '../../ledger/entry/entry.ts';
import { noteOutcomes } from '../../ledger/entry/history.ts';
import { recordAnswer } from '../../ledger/entry/record.ts';
import { refuseTooLarge } from '../../ledger/entry/room.ts';
import { lockInstances } from '../../ledger/locks/instance-lock.ts';
import { leaveOut, markClaimed, save, type Ticket } from '../../ledger/ticket.ts';
import type { Answer } from '../../terms/answer.ts';
import { Held, NothingToSend } from '../../terms/errors.ts';
import type { Operation } from '../../terms/operation.ts';
import { notSent } from '../../terms/outcome.ts';
import type { Checked } from '../flow.ts';
import { endsByOf } from '../gather.ts';
import { pass } from '../pass.ts';
import type { Step } from '../step.ts';

/**
 * Claims the targets in the ledger right before the call, and writes what became of them right after. Between
 * the two it takes their instances, so that two requests never work on one.
 */
export const claimRequest = (operation: Operation): Step<Checked> => ({
  before: async (flow) => {
    const { ticket } = flow;
    if (!ticket) return;
    const { settings } = flow;
    const { owner } = ticket;
    const now = Date.now();
    const entry = flow.seen ? withSeen(ticket.entry, flow.seen, { owner, now }) : ticket.entry;
    if (ticket.send.length === 0) {
      await saveOrLeave(operation, ticket, schedule(entry, now, settings.TIMING));
      throw new NothingToSend('nothing of it is to be sent now');
    }
    refuseTooLarge(entry);
    await pass('claiming', operation, flow);
    const lease_until = now + flow.remaining() + settings.TIMING.lease_margin_ms;
    const ends_by = await endsByOf(operation, flow);
    const claimed = claim(entry, ticket.send, { owner, now, lease_until, ends_by });
    await saveOrLeave(operation, ticket, schedule(claimed, now, settings.TIMING));
    markClaimed(ticket, { since: now, until: lease_until });
    await lock(operation, flow, ticket);
  },
  after: async (run) => {
    const { ticket } = run.event;
    if (!ticket?.claimed) return;
    const { settings } = run.event;
    run.response = await recordAnswer(operation, ticket, run.response as Answer, settings.TIMING, run.event);
  },
});

async function saveOrLeave(operation: Operation, ticket: Ticket, entry: Entry): Promise<void> {
  if (!(await save(operation, ticket, entry))) throw new Held('another run was faster', { retry: true });
}

/** Puts targets back whose instance another request is at work on. */
async function lock(operation: Operation, flow: Checked, ticket: Ticket): Promise<void> {
  const { settings, request } = flow;
  const busy = await lockInstances(operation, ticket, request, flow.seen?.at_rest ?? new Set());
  if (busy.size === 0) return;
  const outcomeOf = (target: string) =>
    notSent(target, { code: 'held', reason: `held: ${busy.get(target)}`, retry: true });
  const now = Date.now();
  const back = putBack(ticket.entry, [...busy.keys()], outcomeOf);
  const noted = noteOutcomes(back, now, [...busy.keys()].map(outcomeOf), { what: 'waits' });
  const entry = { ...noted, put_off: back.put_off + 1 };
  await saveOrLeave(operation, ticket, schedule(entry, now, settings.TIMING));
  leaveOut(ticket, busy);
  if (ticket.send.length === 0) throw new NothingToSend('every instance is at work for another request');
}
