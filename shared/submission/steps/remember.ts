import { recordEnding } from '../../ledger/entry/record.ts';
import { intentOf, openTicket } from '../../ledger/open-ticket.ts';
import { openLedger } from '../../ledger/store.ts';
import { moveDeadline } from '../../ledger/ticket.ts';
import type { Operation } from '../../terms/operation.ts';
import type { Checked } from '../flow.ts';
import { askedIn } from '../gather.ts';
import { inItsWindow } from '../in-its-window.ts';
import type { Step } from '../step.ts';

/**
 * Adds `ticket`: what the ledger knows of the request decides what may be sent. Records how a run ended that got no
 * answer. A dry run, and a local stage without a ledger, pass.
 */
export const remember = (operation: Operation): Step<Checked> => ({
  before: async (flow) => {
    const { settings, request } = flow;
    if (request.dry_run || !settings.LEDGER_TABLE) return;
    const ticket = await openTicket(operation, openLedger(settings.LEDGER_TABLE), flow, request, settings);
    flow.ticket = ticket;
    if (!ticket.held) return;
    flow.request = await intentOf(operation, ticket, flow, settings);
    if (!flow.directions?.extend) return;
    // A window opens for as long as it opens: more time is that until its next close.
    flow.request = await inItsWindow(operation, askedIn(flow), Date.now());
    moveDeadline(ticket, flow.request.deadline);
  },
  onError: async (run) => {
    const { settings, ticket, authorized } = run.event;
    if (!ticket || !settings || !authorized) return;
    try {
      const recorded = await recordEnding(operation, ticket, run.error, settings.TIMING, run.event);
      if (recorded) run.response = recorded;
    } catch (error) {
      run.error = error as Error;
    }
  },
});
