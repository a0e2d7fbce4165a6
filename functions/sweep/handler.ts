import { onTick } from '../../shared/platform/platform.ts';
import { withSettings } from '../../shared/settings/with-settings.ts';
import { sweep } from '../../shared/sweep/sweep.ts';

/** The sweep on AWS Lambda, invoked every minute. */
export const handler = onTick(withSettings(sweep));
