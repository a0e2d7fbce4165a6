import * as z from 'zod/mini';
import { pattern } from '../../shared/policy/policy.ts';
import { list } from '../yaml/forms.ts';

const WHO = 'expected queue:<SenderId> or webhook:<sender>, with * and ? as wildcards';

/** A list of those who may decide something, as SQS or the secret of a webhook vouches for them. */
export const byList = (expected: string) =>
  list(pattern().check(z.regex(/^(queue|webhook):./, WHO)), expected);
