import { followJobs } from '../../shared/following/follow-job.ts';
import { catalog } from '../catalog.ts';

/** The follower on AWS Lambda, bound to the queue that the sweep feeds. */
export const handler = followJobs(catalog);
