import * as z from 'zod/mini';
import { instanceId } from '../../shared/huawei/ids.ts';
import { describe } from '../../shared/terms/faults.ts';
import type { Site } from '../../shared/terms/site.ts';
import type { Fault } from '../../shared/values/fault.ts';
import { faultInForm, faultInHost } from './shared-url.ts';

const BARE_NAME = /^[A-Za-z0-9._-]+$/;

/**
 * "The URL must be a shared object URL of OBS buckets", while the page's own sample is `xxxx.obs.bucket1`: a bare name
 * passes, anything else must be https on a bucket's own host.
 */
const faultInUrl = (text: string) => (BARE_NAME.test(text) ? undefined : faultInForm(text));

/** What may be asked. The vendor's example body of another edition spells `sha256`; page, SDK and Terraform say `sha_256`. */
export const request = z.strictObject({
  instance_id: instanceId('gaussdb'),
  plugin_name: z.literal('postgis', { error: 'expected "postgis", the only plug-in the vendor supports' }),
  url: z.string().check(
    z.maxLength(4096, { error: 'expected at most 4096 characters', abort: true }),
    z.refine((text) => faultInUrl(text) === undefined, { error: ({ input }) => faultInUrl(String(input)) }),
  ),
  sha_256: z
    .string()
    .check(z.regex(/^[0-9a-fA-F]{64}$/, 'expected the SHA-256 of the package, 64 hex digits')),
});

/** What is wrong with a request's URL where the cloud has this domain beside the vendor's own. */
export function faultsAt({ url }: z.infer<typeof request>, { place }: Site): Fault[] {
  const fault = BARE_NAME.test(url) ? undefined : faultInHost(url, place.cloud);
  return fault === undefined ? [] : [{ path: 'url', message: `${fault}, got ${describe(url)}` }];
}

/** What the cloud answers with 202: "ID of the plug-in installation workflow". The OpenAPI text marks it optional. */
export const response = z.object({ job_id: z.nullish(z.string()) });
