import { endpointOf } from '../../huawei/endpoints.ts';
import type { Operation } from '../../terms/operation.ts';
import type { Checked } from '../flow.ts';
import { askedIn } from '../gather.ts';
import { inItsWindow } from '../in-its-window.ts';
import type { Step } from '../step.ts';

/**
 * Sees that there is what an intent names, the host of its region and its window, which sets its deadline. Throws `InvalidIntent`,
 * `Misconfigured`, `PlatformUnavailable`.
 */
export const resolve = (operation: Operation): Step<Checked> => ({
  before: async (flow) => {
    if (flow.directions?.resumed) return;
    // Before a password goes to the login host of a region that nobody knows.
    endpointOf(operation.service, flow.request.region, flow.settings.place);
    flow.request = await inItsWindow(operation, askedIn(flow), flow.triggered_at);
  },
});
