import { loadConfig } from '../config.ts';
import type { Step } from '../flow.ts';
import { readIntent } from '../intent.ts';
import type { Operation } from '../operation.ts';

/** Adds `config` and `request`: the environment and the intent, both checked. Throws `Misconfigured`, `InvalidIntent`. */
export const validate = (operation: Operation): Step => ({
  before: ({ event: flow }) => {
    flow.config = loadConfig();
    flow.request = readIntent(operation, flow, flow.config);
  },
});
