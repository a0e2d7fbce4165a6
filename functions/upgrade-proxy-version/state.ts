import type * as z from 'zod/mini';
import type { StateReading } from '../../shared/follow.ts';
import { runs, versionIn, versionOf } from './proxy-version.ts';
import type { request } from './schema.ts';

/** The kernel version of the proxy. */
export const state: StateReading<z.infer<typeof request>> = {
  reads: ({ instance_id, proxy_id }) => ({ version: versionOf(instance_id, proxy_id) }),
  read: ({ version }, { target_version }) => {
    const shown = versionIn(version);
    return shown && { shows: `proxy ${shown.current_version}`, promised: runs(version, target_version) };
  },
};
