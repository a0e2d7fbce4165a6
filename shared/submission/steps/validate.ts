import { endpointOf } from '../../huawei/endpoints.ts';
import { loadConfig } from '../../settings/config.ts';
import { readIntent, readKey } from '../../terms/intent.ts';
import type { Operation } from '../../terms/operation.ts';
import type { Step } from '../flow.ts';

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
