import { decideRollouts } from '../../shared/fleet/steering/decide-rollouts.ts';
import { onQueue } from '../../shared/platform/platform.ts';
import { withSettings } from '../../shared/settings/with-settings.ts';

/** Decisions about rollouts on AWS Lambda, bound to the queue that people's commands send to. */
export const handler = onQueue(withSettings(decideRollouts));
