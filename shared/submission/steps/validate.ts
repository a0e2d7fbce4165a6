import { endpointOf } from '../../huawei/endpoints.ts';
import { inForce } from '../../settings/settings.ts';
import { Misconfigured } from '../../terms/errors.ts';
import { readIntent, readKey } from '../../terms/intent.ts';
import type { Operation } from '../../terms/operation.ts';
import type { Step } from '../flow.ts';
import { askedIn } from '../gather.ts';
import { inItsWindow } from '../in-its-window.ts';

/** Adds `settings` and `request`: the settings and the intent, both checked. Throws `Misconfigured`, `InvalidIntent`. */
export const validate = (operation: Operation): Step => ({
  before: async ({ event: flow }) => {
    flow.settings = inForce(flow.given);
    if (flow.directions?.resumed) {
      if (!flow.settings.LEDGER_TABLE) {
        throw new Misconfigured('LEDGER_TABLE is needed to resume what the ledger holds');
      }
      flow.request = readKey(flow, flow.settings);
      return;
    }
    flow.request = readIntent(operation, flow, flow.settings);
    // Before a password goes to the login host of a region that nobody knows.
    endpointOf(operation.service, flow.request.region, flow.settings.place);
    flow.request = await inItsWindow(operation, askedIn(flow), flow.triggered_at);
  },
});
