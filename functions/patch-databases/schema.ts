import * as z from 'zod/mini';
import { instanceIds } from '../../shared/huawei/ids.ts';
import { lenient } from '../../shared/values/json/lenient.ts';

/**
 * "Up to 10 IDs of an instance of the same GeminiDB engine type can be specified at a time." More ids, or ids of
 * several engines, are split into calls of that size.
 */
export const IDS_A_CALL = 10;

/** What may be asked. */
export const request = z.strictObject({ instance_ids: instanceIds('geminidb') });

/**
 * What the cloud answers with 202. "job_id: Task ID returned only when a patch installation task is successfully
 * submitted"; "error_code … returned only when a patch installation task fails to be submitted".
 */
export const response = z.object({
  upgrade_results: z.array(
    z.object({
      instance_id: z.string(),
      job_id: z.optional(z.unknown()),
      error_code: z.optional(z.unknown()),
      error_message: lenient(z.string()),
    }),
  ),
});
