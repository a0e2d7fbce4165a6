import { sweep } from './sweep.ts';

/** The sweep on AWS Lambda, invoked every minute. */
export const handler = sweep;
