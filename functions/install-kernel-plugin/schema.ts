import * as z from 'zod';
import { instanceId } from '../../shared/huawei/ids.ts';

const OBS_HOST =
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\.obs\.[a-z]{2,}(-[a-z0-9]+)*-\d+\.[a-z0-9-]+(\.[a-z0-9-]+)+$/;
// A control character, a space or a backslash would be read differently by the next parser in line.
const PRINTABLE = /^[\x21-\x5b\x5d-\x7e]+$/;

/**
 * "The URL must be a shared object URL of OBS buckets", while the page's own sample is `xxxx.obs.bucket1`: a bare name
 * passes, anything that could be a URL must be https on `<bucket>.obs.<region>.<cloud>` without user info.
 */
function isPackageUrl(text: string): boolean {
  if (!PRINTABLE.test(text)) return false;
  if (!/:\/\/|[/@]/.test(text) && !URL.canParse(text)) return true;
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, port } = new URL(text);
  return (
    protocol === 'https:' &&
    !text.split(/[?#]/)[0]?.includes('@') &&
    !username &&
    !password &&
    !port &&
    OBS_HOST.test(hostname)
  );
}

/** What may be asked. The vendor's example body of another edition spells `sha256`; page, SDK and Terraform say `sha_256`. */
export const request = z.strictObject({
  instance_id: instanceId('gaussdb'),
  plugin_name: z.literal('postgis', { error: 'expected "postgis", the only plug-in the vendor supports' }),
  url: z.string().max(4096, 'expected at most 4096 characters').refine(isPackageUrl, {
    error:
      'expected an https URL on an OBS host, https://<bucket>.obs.<region>.<cloud>/…, without user or port',
  }),
  sha_256: z.string().regex(/^[0-9a-fA-F]{64}$/, 'expected the SHA-256 of the package, 64 hex digits'),
});

/** What the cloud answers with 202: "ID of the plug-in installation workflow". The OpenAPI text marks it optional. */
export const response = z.object({ job_id: z.string().nullish() });
