import * as z from 'zod/mini';
import { Misconfigured } from '../../shared/terms/errors.ts';
import { describeFaults } from '../../shared/terms/faults.ts';
import type { Unlisted } from '../../shared/terms/operation.ts';
import type { Site } from '../../shared/terms/site.ts';
import { readJson } from '../../shared/values/json/read-json.ts';
import { iso } from '../../shared/values/time/instant.ts';
import { bucketOf, expiryOf } from './shared-url.ts';

const list = z.array(
  z.strictObject(
    {
      sha_256: z
        .string('expected the SHA-256 of a package')
        .check(z.regex(/^[0-9a-fA-F]{64}$/, 'expected the SHA-256 of a package, 64 hex digits')),
      bucket: z
        .string('expected the name of an OBS bucket')
        .check(z.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of an OBS bucket')),
      /** For people. */
      name: z.optional(z.string('expected text')),
    },
    { error: ({ code }) => (code === 'invalid_type' ? 'expected sha_256 and bucket' : undefined) },
  ),
  'expected a JSON list of packages: [{"sha_256":"…","bucket":"…","name":"…"}]',
);

/** What may be installed. */
export type Packages = z.infer<typeof list>;

/** Reads the text of `PLUGIN_PACKAGES`, under that name. */
export function readPackages(text: string) {
  const read = readJson(text);
  return z.safeParse(
    z.object({ PLUGIN_PACKAGES: list }),
    { PLUGIN_PACKAGES: 'value' in read ? read.value : text },
    { reportInput: true },
  );
}

/**
 * What `PLUGIN_PACKAGES` says against a package: its SHA-256 and the bucket it lies in have to stand there together. Anybody
 * can own a bucket at the vendor's, so its host proves nothing. A local stage without a list lets everything through.
 * Throws `Misconfigured`.
 */
export function unlisted({ url, sha_256 }: Package, site: Site): Unlisted | undefined {
  const packages = packagesToKeep(site);
  if (!packages) return undefined;
  const same = packages.filter((one) => one.sha_256.toLowerCase() === sha_256.toLowerCase());
  const bucket = bucketOf(url, site.place.cloud);
  if (same.some((one) => one.bucket === bucket)) return undefined;
  const list = 'PLUGIN_PACKAGES';
  return same.length === 0
    ? { list, field: 'sha_256', came: `${sha_256} is not on the list` }
    : {
        list,
        field: 'bucket',
        came: `${bucket ?? 'a URL that names none'} is not where this package may lie`,
      };
}

/** What expires later was written in milliseconds. */
const LATEST = Date.UTC(3000, 0);

/** Why the package can not be fetched at a time (epoch ms). */
export function outOfDate({ url }: Package, at: number): string | undefined {
  const expires = expiryOf(url);
  if (expires === undefined) return undefined;
  if (expires > LATEST) {
    return 'the shared URL expires after the year 3000: Expires counts seconds, and this may be milliseconds';
  }
  return expires > at ? undefined : `the shared URL expires ${iso(Math.max(expires, 0))}`;
}

/** Whether no list says what may be installed, as on a local stage without `PLUGIN_PACKAGES`. Throws `Misconfigured`. */
export const takesAny = (site: Site): boolean => packagesToKeep(site) === undefined;

interface Package {
  readonly url: string;
  readonly sha_256: string;
}

/** The list that installs have to keep to; undefined where they need not. */
function packagesToKeep({ PLUGIN_PACKAGES: text, deployed }: Site): Packages | undefined {
  if (!text) return deployed ? [] : undefined;
  const read = readPackages(text);
  if (!read.success) throw new Misconfigured(`wrong environment: ${describeFaults(read.error)}`);
  const { PLUGIN_PACKAGES: packages } = read.data;
  return packages.length > 0 || deployed ? packages : undefined;
}
