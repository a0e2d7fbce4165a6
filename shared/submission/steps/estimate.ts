import type { Operation } from '../../terms/operation.ts';
import { checked, type Step } from '../flow.ts';

/** Adds `lasts` where it counts: how long the work usually lasts that has to end in time. Throws `PlatformUnavailable`. */
export const estimate = (operation: Operation): Step => ({
  before: async ({ event: flow }) => {
    const { settings, request } = checked(flow);
    if (request.ends_by === undefined) return;
    const { readLasts } = await import('../../usual/read-lasts.ts');
    flow.lasts = await readLasts(operation, request, settings);
  },
});
