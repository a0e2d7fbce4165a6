import { takeRoom } from '../../ledger/hourly-count.ts';
import type { Operation } from '../../terms/operation.ts';
import type { Checked } from '../flow.ts';
import { readingsOf } from '../gather.ts';
import { pass } from '../pass.ts';
import type { Step } from '../step.ts';

/**
 * The last word before a request is claimed: it is still allowed to whoever brought it first, and the hour has room for its
 * targets, which are counted. Throws as `pass` does.
 */
export const admit = (operation: Operation): Step<Checked> => ({
  before: async (flow) => {
    const { ticket } = flow;
    if (!ticket || ticket.send.length === 0) return;
    const readings = readingsOf(operation, flow, ticket, takeRoom);
    await pass('checked', operation, flow, {
      ...readings,
      // A pause must not use up the hour; where nothing is counted, it is soon enough to ask after the claim.
      pause: ({ permission }) =>
        permission?.max_targets_per_hour === undefined ? undefined : readings.pause(),
    });
  },
});
