import { steerRollouts } from '../../shared/fleet/steering/steer-rollouts.ts';
import { onTick } from '../../shared/platform/platform.ts';
import { withSettings } from '../../shared/settings/with-settings.ts';
import { offering } from '../offers.ts';

/** Steering on AWS Lambda, invoked every minute. */
export const handler = onTick(withSettings(steerRollouts(offering)));
