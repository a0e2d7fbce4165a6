import type { Context } from 'aws-lambda';
import type { Invocation } from '../ports.ts';

/** A run as Lambda hands it over. */
export const invocationOf = (context: Context): Invocation => ({
  id: context.awsRequestId,
  remaining: () => context.getRemainingTimeInMillis(),
});
