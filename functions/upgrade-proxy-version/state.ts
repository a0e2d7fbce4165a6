import type * as z from 'zod/mini';
import type { StateReading } from '../../shared/terms/follow.ts';
import { runs, versionIn, versionOf } from './proxy-version.ts';
import type { request } from './schema.ts';

/** The kernel version of the proxy. */
export const state: StateReading<z.infer<typeof request>> = {
  reads: ({ instance_id, proxy_id }) => ({ version: versionOf(instance_id, proxy_id) }),
  read: ({ version }, { target_version }) => {
    const current = versionIn(version)?.current_version;
    return current === undefined
      ? undefined
      : { shows: `proxy ${current}`, promised: runs(version, target_version) };
  },
};
