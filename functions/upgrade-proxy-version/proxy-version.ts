import * as z from 'zod/mini';
import { compareVersions } from '../../shared/huawei/versions.ts';
import type { Read } from '../../shared/lookup.ts';

const versions = z.object({ current_version: z.string() });

/** The read of a proxy's version; the engine name in its path is fixed (contract §4). */
export const versionOf = (instance_id: string, proxy_id: string): Read => ({
  route: `GET /v3/{project_id}/instances/${instance_id}/proxy/${proxy_id}/taurusproxy/proxy-version`,
});

/** Whether the answer of that read names this version as the current one; undefined answers prove nothing. */
export const runs = (answer: unknown, version: string): boolean => {
  const read = versions.safeParse(answer);
  return read.success && compareVersions(read.data.current_version, version) === 0;
};
