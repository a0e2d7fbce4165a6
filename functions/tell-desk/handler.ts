import { onQueue } from '../../shared/platform/platform.ts';
import { withSettings } from '../../shared/settings/with-settings.ts';
import { tellDesk } from '../../shared/telling/desk/tell-desk.ts';

/** Outcomes to change desks on AWS Lambda, bound to the queue that a rule of the bus fills. */
export const handler = onQueue(withSettings(tellDesk));
