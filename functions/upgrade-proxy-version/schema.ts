import * as z from 'zod/mini';
import { instanceId, proxyId } from '../../shared/huawei/ids.ts';
import { describe } from '../../shared/terms/faults.ts';
import { eachOf } from '../../shared/values/json/lenient.ts';
import { compareVersions, version } from '../../shared/values/versions.ts';

/** What may be asked. The target must not be lower than the source (page of 2025 and Terraform, contract §4). */
export const request = z
  .strictObject({
    instance_id: instanceId('taurusdb'),
    proxy_id: proxyId,
    source_version: version,
    target_version: version,
  })
  .check(
    z.refine(({ source_version: from, target_version: to }) => !isLower(to, from), {
      path: ['target_version'],
      error: ({ input }) => {
        const { source_version, target_version } = input as Record<string, string>;
        return `expected a version not lower than source_version ${source_version}, got ${describe(target_version)}`;
      },
    }),
  );

/** What is no version is another fault. */
const isLower = (a: string, b: string) =>
  version.safeParse(a).success && version.safeParse(b).success && compareVersions(a, b) < 0;

/** What the cloud answers with 200, also for a refusal. `state` has no documented enum; samples: ACCEPT, REJECT. */
export const response = z.object({
  update_result: eachOf(
    z.object({
      instance_id: z.optional(z.unknown()),
      workflow_id: z.optional(z.unknown()),
      state: z.optional(z.unknown()),
      error_message: z.optional(z.unknown()),
    }),
  ),
});
