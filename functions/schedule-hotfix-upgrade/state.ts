import type * as z from 'zod/mini';
import { holds, installedOn, listCandidates, offeredTo } from '../../shared/huawei/hotfixes.ts';
import { listInstances } from '../../shared/huawei/instances.ts';
import { versionsIn } from '../../shared/huawei/services/gaussdb.ts';
import type { StateReading } from '../../shared/terms/follow.ts';
import type { request } from './schema.ts';

/**
 * The hot patches of the instance. The vendor shows them as optional: where they are missing, a version that is still
 * offered is taken as not installed (inferred).
 */
export const state: StateReading<z.infer<typeof request>> = {
  reads: ({ instance_ids }, target) => ({
    instances: listInstances('gaussdb', instance_ids),
    candidates: listCandidates(target),
  }),
  read: (answers, { target_version }, target) => {
    const wanted = versionsIn(target_version);
    const installed = installedOn(answers, target);
    const promised = installed !== undefined && wanted.every((version) => holds(installed.known, version));
    if (installed && (promised || installed.whole)) {
      const { known } = installed;
      return { shows: known.length > 0 ? `hot patches ${known.join(', ')}` : 'no hot patches', promised };
    }
    const offered = wanted.filter((version) => holds(offeredTo(answers)?.known ?? [], version));
    return offered.length > 0 ? { shows: `${offered.join(', ')} not installed`, promised: false } : undefined;
  },
};
