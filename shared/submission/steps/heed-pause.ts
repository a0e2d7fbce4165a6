import { uncountTry } from '../../ledger/ticket.ts';
import type { Operation } from '../../terms/operation.ts';
import type { Checked } from '../flow.ts';
import { ask } from '../gates/gates.ts';
import { factsOf, readingsOf } from '../gather.ts';
import { endBy } from '../pass.ts';
import type { Step } from '../step.ts';

/**
 * Holds a claimed request while submissions are paused, and calls off a release that its rollout takes back. Both are read after the claim is
 * written: whoever pauses or stops and then reads the ledger sees every request that is sent all the same. Throws `Held`, `CalledOff`,
 * `PlatformUnavailable`, `Misconfigured`.
 */
export const heedPause = (operation: Operation): Step<Checked> => ({
  before: async (flow) => {
    const { ticket } = flow;
    if (!ticket?.claimed) return;
    const answer = await ask('claimed', factsOf(operation, flow), readingsOf(operation, flow, ticket));
    if (answer.says === 'go') return;
    uncountTry(ticket);
    throw endBy(answer, flow.settings.TIMING, ticket);
  },
});
