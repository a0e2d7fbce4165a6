import { carry } from '../aws/message.ts';
import { putOnQueue } from '../aws/queue.ts';
import { childrenOf } from '../children.ts';
import { Held, Misconfigured } from '../errors.ts';
import { checked, type Step } from '../flow.ts';
import { recordParent } from '../ledger/open-ticket.ts';
import { openLedger } from '../ledger/store.ts';
import type { Operation } from '../operation.ts';
import { notSent } from '../outcome.ts';

/** Puts an intent that needs several calls on its own queue, one message a call, and ends the parent once all are there. */
export const fanOut = (operation: Operation): Step => ({
  before: async ({ event: flow }) => {
    const { config, request } = checked(flow);
    const children = request.dry_run || flow.directions?.resumed ? [] : childrenOf(operation, request);
    if (children.length === 0) return;
    if (config.LEDGER_TABLE) {
      await recordParent(operation, openLedger(config.LEDGER_TABLE), flow, request, config);
    }
    if (!config.QUEUE_URL) throw new Misconfigured(`QUEUE_URL is needed to spread ${children.length} calls`);
    // Durations stay as written and keep counting from the parent's trigger, which travels along.
    await putOnQueue(
      config.QUEUE_URL,
      operation.name,
      children.map(({ request_id, intent }) => ({
        body: JSON.stringify(intent),
        attributes: carry({ ...flow, request_id }),
      })),
    );
    throw new Held(`sent on as ${children.length} messages, one call each`, {
      outcomes: children.flatMap(({ request_id, targets }) =>
        targets.map((target) => notSent(target, { code: 'sent_on', reason: `goes on as ${request_id}` })),
      ),
    });
  },
});
