import type { Operation } from '../../terms/operation.ts';
import type { Checked } from '../flow.ts';
import type { Step } from '../step.ts';

/**
 * Adds `lasts` where it counts: how long the work usually lasts that has to end in time, or before a window closes or a freeze
 * begins. Throws `Misconfigured`, `PlatformUnavailable`.
 */
export const estimate = (operation: Operation): Step<Checked> => ({
  before: async (flow) => {
    const { settings, request } = flow;
    const counts = request.ends_by !== undefined || request.window !== undefined || (await flow.calendar());
    if (!counts) return;
    const { readLasts } = await import('../../durations/read-lasts.ts');
    flow.lasts = await readLasts(operation, request, settings);
  },
});
