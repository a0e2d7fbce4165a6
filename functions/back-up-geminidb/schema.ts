import * as z from 'zod/mini';
import { backupDescription, backupName } from '../../shared/huawei/backups/request.ts';
import { instanceId } from '../../shared/huawei/ids.ts';

/** What may be asked; the vendor's SDK requires a description here. A backup without a name gets one of its instance and time. */
export const request = z.strictObject({
  instance_id: instanceId('geminidb'),
  name: z.optional(backupName),
  description: z._default(backupDescription, 'Taken before maintenance.'),
});

/** What the cloud answers with 202, on older pages with 200 (fleet contract §5). */
export const response = z.object({ job_id: z.nullish(z.string()) });
