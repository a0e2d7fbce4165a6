import * as z from 'zod/mini';
import { hotfixList } from '../../shared/huawei/hotfix-list.ts';
import { instanceId } from '../../shared/huawei/ids.ts';

/**
 * What may be asked: of the vendor's model of this call the one pair that takes hot patches back (fleet contract §6). Several
 * are undone in descending order. That the versions go without the `V2.0-` of this API's lists is inferred.
 */
export const request = z.strictObject({
  instance_id: instanceId('gaussdb'),
  upgrade_type: z._default(z.literal('hotfix', { error: 'expected "hotfix", in lower case' }), 'hotfix'),
  upgrade_action: z._default(
    z.literal('rollback', { error: 'expected "rollback", in lower case' }),
    'rollback',
  ),
  target_version: hotfixList('descending'),
});

/** What the cloud answers with 202: a job, or for an instance that is paid by the year or month an order. */
export const response = z.object({
  job_id: z.nullish(z.string()),
  order_id: z.nullish(z.string()),
});
