import { Misconfigured } from '../../terms/errors.ts';
import { readIntent, readKey } from '../../terms/intent.ts';
import type { Operation } from '../../terms/operation.ts';
import type { Checked, Configured } from '../flow.ts';
import type { Step } from '../step.ts';

/** Adds `request`: the intent, checked; of what the ledger holds its key alone. Throws `Misconfigured`, `InvalidIntent`. */
export const validate = (operation: Operation): Step<Configured, Pick<Checked, 'request'>> => ({
  before: (flow) => {
    const { settings, directions } = flow;
    if (!directions?.resumed) return { request: readIntent(operation, flow, settings) };
    if (!settings.LEDGER_TABLE) {
      throw new Misconfigured('LEDGER_TABLE is needed to resume what the ledger holds');
    }
    return { request: readKey(flow, settings) };
  },
});
