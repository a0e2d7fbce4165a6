import { surveyFleet } from '../../shared/fleet/survey/survey-fleet.ts';
import { onTick } from '../../shared/platform/platform.ts';
import { withSettings } from '../../shared/settings/with-settings.ts';
import { offering } from '../offers.ts';

/** The survey on AWS Lambda, invoked every minute. */
export const handler = onTick(withSettings(surveyFleet(offering)));
