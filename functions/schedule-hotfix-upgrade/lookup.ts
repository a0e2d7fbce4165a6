import * as z from 'zod/mini';
import { mayBeId } from '../../shared/huawei/ids.ts';
import { type Lookup, mayLieIn, readTime, single } from '../../shared/terms/lookup.ts';
import { eachOf, lenient } from '../../shared/values/json/lenient.ts';
import { compareVersions } from '../../shared/values/versions.ts';
import type { request } from './schema.ts';
import { listTasks } from './tasks.ts';

const tasks = z.lazy(() =>
  eachOf(
    z.object({
      task_id: z.optional(z.unknown()),
      instance_id: lenient(z.string()),
      create_time: z.optional(z.unknown()),
      start_time: z.optional(z.unknown()),
      // "task_content" in the schema (object or text), "target_config" in the vendor's own example (contract §3).
      task_content: z.optional(z.unknown()),
      target_config: z.optional(z.unknown()),
    }),
  ),
);

/**
 * Looks for a lost hotfix in the schedule-tasks of the instance, all pages (contract §3). Found: one task of that
 * instance, start and versions. Absent: none of that time after a complete read, whatever it shows, but for those of other
 * requests: how the cloud shows a start and versions is documented nowhere. That a task is listed within the margin is
 * inferred.
 */
export const lookup: Lookup<z.infer<typeof request>> = {
  taken_whole: true,
  reads: (_, target) => ({ tasks: listTasks(target) }),
  judge: (answers, { request: { start_time, target_version }, target, window, taken }) => {
    const read = tasks.safeParse(answers.tasks);
    if (!read.success) return { unclear: 'the schedule-tasks could not be read completely' };
    const near = read.data.filter(
      (task) => mayBeId(task?.instance_id, target) && mayLieIn(window, task?.create_time),
    );
    const starts = readTime(start_time);
    const ours = versionsOf({ task_content: target_version });
    const same = near.filter(
      (task) =>
        task?.instance_id !== undefined &&
        starts !== undefined &&
        readTime(task.start_time) === starts &&
        versionsOf(task) === ours,
    );
    const candidate = single(
      same.map((task) => task?.task_id),
      taken,
    );
    if (candidate !== 'none') return candidate;
    return near.some((task) => typeof task?.task_id !== 'string' || !taken.has(task.task_id))
      ? {
          unclear:
            'a schedule-task of that time, which no request of ours has, shows another start or other versions',
        }
      : { absent: 'no such task among the schedule-tasks of the instance' };
  },
};

/** The versions that a task shows, each once, ascending and joined by commas; empty where it shows none. */
export function versionsOf({
  task_content,
  target_config,
}: {
  task_content?: unknown;
  target_config?: unknown;
}): string {
  const text = JSON.stringify([task_content ?? '', target_config ?? '']);
  // Inferred: a task of a newer API may show its versions behind the prefix of v3.1, `V2.0-8.100.0` (contract §3).
  const versions = text.replace(/V\d+\.\d+-/gi, '').match(/\d+(?:\.\d+)+/g);
  return [...new Set(versions)].sort(compareVersions).join(',');
}
