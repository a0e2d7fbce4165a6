import * as z from 'zod/mini';
import { type Lookup, mayLieIn, single } from '../../shared/lookup.ts';
import type { request } from './schema.ts';

/** The job name that the vendor documents as a filter for patches (contract §7.1). */
export const PATCH = 'UpgradeDbVersion';

const jobs = z.lazy(() =>
  z.array(
    z.object({
      id: z.optional(z.unknown()),
      name: z.optional(z.unknown()),
      start_time: z.optional(z.unknown()),
      instance: z.object({ id: z.string() }),
    }),
  ),
);

const instances = z.lazy(() =>
  z.array(
    z.object({
      id: z.string(),
      status: z.string(),
      actions: z.nullish(z.array(z.unknown())),
      datastore: z.object({ patch_available: z.boolean() }),
    }),
  ),
);

/**
 * Looks for a lost patch among the instance's jobs, whatever their name (contract §7.1). Found: one patch job in the
 * time span. Absent: no job at all there, a patch still available, status normal and nothing at work (contract §7.2).
 */
export const lookup: Lookup<z.infer<typeof request>> = {
  reads: (_, target) => ({
    jobs: { route: 'GET /v3/{project_id}/jobs', list: { items: 'jobs', size: 50, offset: 'items' } },
    instances: {
      route: 'GET /v3/{project_id}/instances',
      query: { id: target },
      list: { items: 'instances', size: 100, offset: 'items' },
    },
  }),
  judge: (answers, { target, window, taken }) => {
    const read = jobs.safeParse(answers.jobs);
    if (!read.success) return { unclear: 'the jobs could not be read completely' };
    const near = read.data.filter((job) => job.instance.id === target && mayLieIn(window, job.start_time));
    const patches = near.filter(({ name }) => name === PATCH);
    const candidate = single(
      patches.map(({ id }) => id),
      taken,
    );
    if (candidate !== 'none') return candidate;
    if (near.length > patches.length)
      return { unclear: 'a job of another name runs or ran on the instance at that time' };
    const instance = instances.safeParse(answers.instances).data?.find(({ id }) => id === target);
    if (!instance) return { unclear: 'the instance could not be read' };
    const { status, actions, datastore } = instance;
    // A patch shows in no status (contract §7.2): where the actions are left out, nothing tells that none runs.
    if (actions === undefined)
      return { unclear: 'no job at that time, but the actions of the instance could not be read' };
    return status === 'normal' && datastore.patch_available && (actions ?? []).length === 0
      ? { absent: 'no job at that time, the patch is still available and the instance at rest' }
      : {
          unclear: `no job at that time, but the instance is ${status}, patch ${datastore.patch_available ? '' : 'no longer '}available, ${(actions ?? []).length} actions running`,
        };
  },
};
