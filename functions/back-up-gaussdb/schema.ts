import * as z from 'zod/mini';
import { backupDescription, backupName } from '../../shared/huawei/backups/request.ts';
import { instanceId } from '../../shared/huawei/ids.ts';

/** What may be asked; a backup without a name gets one of its instance and time. */
export const request = z.strictObject({
  instance_id: instanceId('gaussdb'),
  name: z.optional(backupName),
  description: z.optional(backupDescription),
});

/** What the cloud answers with 200, beside the backup itself; the vendor's own sample leaves the job out (fleet contract §5). */
export const response = z.object({ job_id: z.nullish(z.string()) });
