import * as z from 'zod/mini';
import { hotfixList } from '../../shared/huawei/hotfix-list.ts';
import { instanceIds } from '../../shared/huawei/ids.ts';
import { lenient } from '../../shared/values/json/lenient.ts';
import { soundText } from '../../shared/values/sound-text.ts';
import { faultInWhen } from '../../shared/values/time/when.ts';

/** The page states no maximum; the vendor's console takes 30 instances a batch (contract §3, inferred for this call). */
export const IDS_A_CALL = 30;

const START_TIME = 'expected 2023-06-06T01:47:20+0800, RFC 3339, or a duration from now such as PT2H';

/** What may be asked. `upgrade_type`: "The value is case-sensitive"; both enums have one value. */
export const request = z.strictObject({
  instance_ids: instanceIds('gaussdb'),
  start_time: soundText((text) => faultInWhen(text, START_TIME)),
  upgrade_type: z._default(z.literal('hotfix', { error: 'expected "hotfix", in lower case' }), 'hotfix'),
  upgrade_action: z._default(
    z.literal('upgradeAutoCommit', { error: 'expected "upgradeAutoCommit", in this letter case' }),
    'upgradeAutoCommit',
  ),
  // Patches apply in ascending order.
  target_version: hotfixList('ascending'),
});

/** What the cloud answers with 200. It has no error per instance; one `task_id` may serve several instances. */
export const response = z.object({
  instance_tasks: z.array(z.object({ task_id: lenient(z.string()), instance_id: z.string() })),
});
