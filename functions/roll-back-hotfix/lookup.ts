import * as z from 'zod/mini';
import { holds, installedOn } from '../../shared/huawei/hotfixes.ts';
import { mayBeId } from '../../shared/huawei/ids.ts';
import { checkAtRest, listInstances } from '../../shared/huawei/instances.ts';
import { versionsIn } from '../../shared/huawei/services/gaussdb.ts';
import { type Lookup, mayLieIn, single } from '../../shared/terms/lookup.ts';
import { eachOf, lenient } from '../../shared/values/json/lenient.ts';
import type { request } from './schema.ts';

const tasks = z.lazy(() =>
  eachOf(
    z.object({
      job_id: z.optional(z.unknown()),
      name: z.optional(z.unknown()),
      created_at: z.optional(z.unknown()),
      instance_info: lenient(z.object({ instance_id: lenient(z.string()) })),
    }),
  ),
);

/** Whether a job's name can be that of a rollback: the vendor's list of names has none for it (inferred). */
export const speaksOfRollback = (name: unknown): boolean => /roll-?_?back/i.test(String(name));

/**
 * Looks for a lost rollback in the task centre (contract §7.1). Found: one task of the instance that speaks of a rollback in the
 * time span (inferred). Absent: no task of the instance at all there, the instance at rest, and every hot patch still installed.
 */
export const lookup: Lookup<z.infer<typeof request>> = {
  reads: ({ instance_id }) => ({
    tasks: { route: 'GET /v3/{project_id}/tasks', list: { items: 'tasks', size: 100, offset: 'items' } },
    instances: listInstances('gaussdb', [instance_id]),
  }),
  judge: (answers, { request: { target_version }, target, window, taken }) => {
    const read = tasks.safeParse(answers.tasks);
    if (!read.success) return { unclear: 'the task centre could not be read completely' };
    const near = read.data.filter(
      (task) => mayBeId(task?.instance_info?.instance_id, target) && mayLieIn(window, task?.created_at),
    );
    const ours = near.filter(
      (task) => task?.instance_info?.instance_id !== undefined && speaksOfRollback(task.name),
    );
    const candidate = single(
      ours.map((task) => task?.job_id),
      taken,
    );
    if (candidate !== 'none') return candidate;
    if (near.length > ours.length)
      return { unclear: 'a task of another name runs or ran on the instance at that time' };
    const installed = installedOn(answers, target)?.known ?? [];
    return !checkAtRest('gaussdb', answers, target) &&
      versionsIn(target_version).every((version) => holds(installed, version))
      ? { absent: 'no task at that time, the hot patches are still installed and the instance is at rest' }
      : { unclear: 'no task at that time, but the instance is not at rest or not all hot patches are shown' };
  },
};
