import type * as z from 'zod/mini';
import {
  holds,
  installedOn,
  listCandidates,
  offeredTo,
  removableFrom,
} from '../../shared/huawei/hotfixes.ts';
import { listInstances } from '../../shared/huawei/instances.ts';
import { versionsIn } from '../../shared/huawei/services/gaussdb.ts';
import type { StateReading } from '../../shared/terms/follow.ts';
import type { request } from './schema.ts';

/**
 * The hot patches of the instance; the promise is that those asked for are gone. The vendor shows them as optional: where they
 * are missing, a version that is offered again is taken as gone (inferred), and one that can be taken back as there.
 */
export const state: StateReading<z.infer<typeof request>> = {
  reads: ({ instance_id }, target) => ({
    instances: listInstances('gaussdb', [instance_id]),
    candidates: listCandidates(target),
  }),
  read: (answers, { target_version }, target) => {
    const wanted = versionsIn(target_version);
    const installed = installedOn(answers, target);
    const there = wanted.filter((version) => holds(installed?.known ?? [], version));
    if (installed && (there.length > 0 || installed.whole)) {
      const { known } = installed;
      return {
        shows: known.length > 0 ? `hot patches ${known.join(', ')}` : 'no hot patches',
        promised: there.length === 0,
      };
    }
    if (installed) return undefined;
    const removable = wanted.filter((version) => holds(removableFrom(answers)?.known ?? [], version));
    if (removable.length > 0) return { shows: `${removable.join(', ')} installed`, promised: false };
    const offered = wanted.filter((version) => holds(offeredTo(answers)?.known ?? [], version));
    return offered.length === wanted.length
      ? { shows: `${offered.join(', ')} not installed`, promised: true }
      : undefined;
  },
};
