import * as z from 'zod/mini';
import { isSameId } from '../../shared/huawei/ids.ts';
import { type Lookup, mayLieIn, single } from '../../shared/terms/lookup.ts';
import { eachOf } from '../../shared/values/json/lenient.ts';
import type { request } from './schema.ts';

const tasks = z.lazy(() =>
  eachOf(
    z.object({
      job_id: z.optional(z.unknown()),
      name: z.optional(z.unknown()),
      created_at: z.optional(z.unknown()),
      instance_info: z.object({ instance_id: z.string() }),
    }),
  ),
);

/** Whether a job's name is that of an install: the vendor's list of names has none for it (inferred). */
export const speaksOfPlugin = (name: unknown): boolean => /plug-?in/i.test(String(name));

/**
 * Looks for a lost plug-in install in the task centre (contract §7.1). Never absent: the install's job name is
 * undocumented, and an earlier install looks the same. Found: one task of the instance that speaks of a plug-in
 * in the time span (inferred).
 */
export const lookup: Lookup<z.infer<typeof request>> = {
  reads: () => ({
    tasks: { route: 'GET /v3/{project_id}/tasks', list: { items: 'tasks', size: 100, offset: 'items' } },
  }),
  judge: (answers, { target, window, taken }) => {
    const read = tasks.safeParse(answers.tasks);
    if (!read.success) return { unclear: 'the task centre could not be read completely' };
    const ours = read.data
      .filter((task) => task !== undefined)
      .filter(
        ({ name, created_at, instance_info }) =>
          isSameId(instance_info.instance_id, target) && speaksOfPlugin(name) && mayLieIn(window, created_at),
      );
    const candidate = single(
      ours.map(({ job_id }) => job_id),
      taken,
    );
    return candidate === 'none'
      ? { unclear: 'no task shows whether the install began: a person has to decide' }
      : candidate;
  },
};
