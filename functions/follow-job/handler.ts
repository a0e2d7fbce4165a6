import { catalog } from '../catalog.ts';
import { followJobs } from './follow-job.ts';

/** The follower on AWS Lambda, bound to the queue that the sweep feeds. */
export const handler = followJobs(catalog);
