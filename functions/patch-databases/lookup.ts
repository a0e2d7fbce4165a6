import * as z from 'zod/mini';
import { mayBeId } from '../../shared/huawei/ids.ts';
import { instanceIn, listInstances } from '../../shared/huawei/instances.ts';
import { type Lookup, mayLieIn, single } from '../../shared/terms/lookup.ts';
import { eachOf, lenient } from '../../shared/values/json/lenient.ts';
import type { request } from './schema.ts';

/** The job name that the vendor documents as a filter for patches (contract §7.1). */
export const PATCH = 'UpgradeDbVersion';

const jobs = z.lazy(() =>
  eachOf(
    z.object({
      id: z.optional(z.unknown()),
      name: z.optional(z.unknown()),
      start_time: z.optional(z.unknown()),
      instance: lenient(z.object({ id: lenient(z.string()) })),
    }),
  ),
);

/**
 * Looks for a lost patch among the instance's jobs, whatever their name (contract §7.1). Found: one patch job in the
 * time span. Absent: no job at all there, a patch still available, status normal and nothing at work (contract §7.2).
 */
export const lookup: Lookup<z.infer<typeof request>> = {
  reads: (_, target) => ({
    jobs: {
      route: 'GET /v3/{project_id}/jobs',
      list: { items: 'jobs', size: 50, sizes: [50, 20, 10], offset: 'items' },
    },
    instances: listInstances('geminidb', [target]),
  }),
  judge: (answers, { target, window, taken }) => {
    const read = jobs.safeParse(answers.jobs);
    if (!read.success) return { unclear: 'the jobs could not be read completely' };
    const near = read.data.filter(
      (job) => mayBeId(job?.instance?.id, target) && mayLieIn(window, job?.start_time),
    );
    const patches = near.filter((job) => job?.instance?.id !== undefined && job.name === PATCH);
    const candidate = single(
      patches.map((job) => job?.id),
      taken,
    );
    if (candidate !== 'none') return candidate;
    if (near.length > patches.length)
      return { unclear: 'a job of another name runs or ran on the instance at that time' };
    const instance = instanceIn('geminidb', answers, target);
    if (!instance) return { unclear: 'the instance could not be read' };
    const { status, actions, patch_available } = instance;
    if (status === undefined || patch_available === undefined)
      return {
        unclear: 'no job at that time, but the status or the patch of the instance could not be read',
      };
    // A patch shows in no status (contract §7.2): where the actions are left out, nothing tells that none runs.
    if (actions === undefined)
      return { unclear: 'no job at that time, but the actions of the instance could not be read' };
    return status === 'normal' && patch_available && actions.length === 0
      ? { absent: 'no job at that time, the patch is still available and the instance at rest' }
      : {
          unclear: `no job at that time, but the instance is ${status}, patch ${patch_available ? '' : 'no longer '}available, ${actions.length} actions running`,
        };
  },
};
