import * as z from 'zod/mini';
import { loadConfig } from '../../shared/config.ts';
import { instanceId } from '../../shared/huawei/ids.ts';

const OBS_HOST = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\.obs\.[a-z]{2,}(?:-[a-z0-9]+)*-\d+\.(.+)$/;
const CLOUDS = ['myhuaweicloud.com', 'myhuaweicloud.eu'];
const BARE_NAME = /^[A-Za-z0-9._-]+$/;
// A control character, a space or a backslash would be read differently by the next parser in line.
const HTTPS_URL = /^https:\/\/([^/?#]+)[\x21-\x5b\x5d-\x7e]*$/;

/**
 * "The URL must be a shared object URL of OBS buckets", while the page's own sample is `xxxx.obs.bucket1`: a bare name
 * passes, anything else must be https on `<bucket>.obs.<region>.<cloud>` of the vendor or of `HW_CLOUD`, the host spelled
 * out, without user info or port.
 */
function isPackageUrl(text: string): boolean {
  if (BARE_NAME.test(text)) return true;
  const spelled = HTTPS_URL.exec(text)?.[1];
  if (spelled === undefined || !URL.canParse(text) || new URL(text).host !== spelled) return false;
  const cloud = OBS_HOST.exec(spelled)?.[1];
  return cloud !== undefined && [...CLOUDS, loadConfig().HW_CLOUD].includes(cloud);
}

/** What may be asked. The vendor's example body of another edition spells `sha256`; page, SDK and Terraform say `sha_256`. */
export const request = z.strictObject({
  instance_id: instanceId('gaussdb'),
  plugin_name: z.literal('postgis', { error: 'expected "postgis", the only plug-in the vendor supports' }),
  url: z.string().check(
    z.maxLength(4096, 'expected at most 4096 characters'),
    z.refine(isPackageUrl, {
      error:
        'expected an https URL on an OBS host, https://<bucket>.obs.<region>.<cloud>/…, without user or port',
    }),
  ),
  sha_256: z
    .string()
    .check(z.regex(/^[0-9a-fA-F]{64}$/, 'expected the SHA-256 of the package, 64 hex digits')),
});

/** What the cloud answers with 202: "ID of the plug-in installation workflow". The OpenAPI text marks it optional. */
export const response = z.object({ job_id: z.nullish(z.string()) });
