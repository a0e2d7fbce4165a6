import { MINUTE } from '../../values/time/units.ts';

/** No function runs longer than this on AWS Lambda: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LONGEST_RUN_MS = 15 * MINUTE;
