import * as z from 'zod/mini';
import type { Read } from '../../shared/terms/lookup.ts';
import { lenient } from '../../shared/values/json/lenient.ts';
import { compareVersions, version } from '../../shared/values/versions.ts';

const versions = z.lazy(() =>
  z.object({
    current_version: lenient(version),
    latest_version: lenient(version),
    can_upgrade: lenient(z.boolean()),
  }),
);

/** The read of a proxy's version; the engine name in its path is fixed (contract §4). */
export const versionOf = (instance_id: string, proxy_id: string): Read => ({
  route: `GET /v3/{project_id}/instances/${instance_id}/proxy/${proxy_id}/taurusproxy/proxy-version`,
});

/** What that read answers, without what it does not show; undefined when it failed. */
export const versionIn = (answer: unknown): z.infer<typeof versions> | undefined =>
  versions.safeParse(answer).data;

/** Whether the answer of that read names this version as the current one; undefined answers prove nothing. */
export const runs = (answer: unknown, wanted: string): boolean => {
  const current = versionIn(answer)?.current_version;
  return current !== undefined && compareVersions(current, wanted) === 0;
};
