import type * as z from 'zod/mini';
import { listInstances } from '../../shared/huawei/instances.ts';
import type { StateReading } from '../../shared/terms/follow.ts';
import { datastoreOf } from './datastore.ts';
import type { request } from './schema.ts';

/** Whether a patch is waiting, and the version; the call names no version, it installs the latest patch (contract §5). */
export const state: StateReading<z.infer<typeof request>> = {
  reads: ({ instance_ids }) => ({ instances: listInstances(instance_ids) }),
  read: (answers, _, target) => {
    const { type, version, whole_version, patch_available } = datastoreOf(answers, target);
    if (patch_available === undefined) return undefined;
    return {
      shows: [
        type,
        whole_version || version,
        patch_available ? 'with a patch waiting' : 'with no patch waiting',
      ]
        .filter(Boolean)
        .join(' '),
      promised: !patch_available,
    };
  },
};
