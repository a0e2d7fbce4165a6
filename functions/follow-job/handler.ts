import { followJobs } from '../../shared/following/follow-job.ts';
import { onQueue } from '../../shared/platform/platform.ts';
import { withSettings } from '../../shared/settings/with-settings.ts';
import { catalog } from '../catalog.ts';

/** The follower on AWS Lambda, bound to the queue that the sweep feeds. */
export const handler = onQueue(withSettings(followJobs(catalog)));
