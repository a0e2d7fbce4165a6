import type { Operation } from '../../terms/operation.ts';
import type { Checked } from '../flow.ts';
import type { Step } from '../step.ts';

/** Puts an intent that needs several calls on its own queue, one message a call, and ends the parent once all are there. */
export const fanOut = (operation: Operation): Step<Checked> => ({
  before: async (flow) => {
    const { resumed, parts } = flow.directions ?? {};
    const mayNeedSeveral = resumed ? parts : flow.request.targets.length > 1;
    if (!mayNeedSeveral) return;
    const { spread } = await import('../spread.ts');
    await spread(operation, flow);
  },
});
