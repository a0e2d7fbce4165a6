import { loadConfig } from '../config.ts';
import type { Step } from '../flow.ts';
import { endpointOf } from '../huawei/endpoints.ts';
import { readIntent, readKey } from '../intent.ts';
import type { Operation } from '../operation.ts';

/** Adds `config` and `request`: the environment and the intent, both checked. Throws `Misconfigured`, `InvalidIntent`. */
export const validate = (operation: Operation): Step => ({
  before: ({ event: flow }) => {
    flow.config = loadConfig();
    if (flow.directions?.resumed) {
      flow.request = readKey(flow, flow.config);
      return;
    }
    flow.request = readIntent(operation, flow, flow.config);
    // Before a password goes to the login host of a region that nobody knows.
    endpointOf(operation.service, flow.request.region, flow.config);
  },
});
