import * as z from 'zod/mini';
import { backupDescription, backupName } from '../../shared/huawei/backups/request.ts';
import { instanceId } from '../../shared/huawei/ids.ts';

/** What may be asked; a backup without a name gets one of its instance and time. */
export const request = z.strictObject({
  instance_id: instanceId('taurusdb'),
  name: z.optional(backupName),
  description: z.optional(backupDescription),
});

/** What the cloud answers with 201, beside the backup itself (fleet contract §5). */
export const response = z.object({ job_id: z.nullish(z.string()) });
