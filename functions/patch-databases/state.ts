import type * as z from 'zod/mini';
import { instanceIn, listInstances } from '../../shared/huawei/instances.ts';
import type { StateReading } from '../../shared/terms/follow.ts';
import type { request } from './schema.ts';

/** Whether a patch is waiting, and the version; the call names no version, it installs the latest patch (contract §5). */
export const state: StateReading<z.infer<typeof request>> = {
  reads: ({ instance_ids }) => ({ instances: listInstances('geminidb', instance_ids) }),
  read: (answers, _, target) => {
    const { engine, version, patch_available } = instanceIn('geminidb', answers, target) ?? {};
    if (patch_available === undefined) return undefined;
    return {
      shows: [engine, version, patch_available ? 'with a patch waiting' : 'with no patch waiting']
        .filter(Boolean)
        .join(' '),
      promised: !patch_available,
    };
  },
};
