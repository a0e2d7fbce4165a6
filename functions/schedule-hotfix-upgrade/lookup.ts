import * as z from 'zod/mini';
import { isSameId } from '../../shared/huawei/ids.ts';
import { compareVersions } from '../../shared/huawei/versions.ts';
import { type Lookup, mayLieIn, readTime, single } from '../../shared/lookup.ts';
import type { request } from './schema.ts';
import { listTasks } from './tasks.ts';

const tasks = z.array(
  z.object({
    task_id: z.optional(z.unknown()),
    instance_id: z.string(),
    create_time: z.optional(z.unknown()),
    start_time: z.optional(z.unknown()),
    // "task_content" in the schema (object or text), "target_config" in the vendor's own example (contract §3).
    task_content: z.optional(z.unknown()),
    target_config: z.optional(z.unknown()),
  }),
);

/**
 * Looks for a lost hotfix in the schedule-tasks of the instance, all pages (contract §3). Found: one task of that
 * instance, start and versions. Absent: none after a complete read. That a task is listed within the margin is inferred.
 */
export const lookup: Lookup<z.infer<typeof request>> = {
  taken_whole: true,
  reads: (_, target) => ({ tasks: listTasks(target) }),
  judge: (answers, { request: { start_time, target_version }, target, window, taken }) => {
    const read = tasks.safeParse(answers.tasks);
    if (!read.success) return { unclear: 'the schedule-tasks could not be read completely' };
    const near = read.data.filter(
      (task) => isSameId(task.instance_id, target) && mayLieIn(window, task.create_time),
    );
    const ours = versionsOf({ task_content: target_version });
    const thatStart = near.filter((task) => readTime(task.start_time) === readTime(start_time));
    const same = thatStart.filter((task) => versionsOf(task) === ours);
    const candidate = single(
      same.map(({ task_id }) => task_id),
      taken,
    );
    if (candidate !== 'none') return candidate;
    const unreadable = near.some(
      (task) => readTime(task.start_time) === undefined || versionsOf(task) === '',
    );
    if (unreadable)
      return { unclear: 'a schedule-task of that time does not show its start or its versions' };
    // A content may tell more than what is to be installed, such as what runs there.
    const more = thatStart.some((task) => !same.includes(task) && showsAll(versionsOf(task), ours));
    return more
      ? { unclear: 'a schedule-task with that start shows our versions among others' }
      : { absent: 'no such task among the schedule-tasks of the instance' };
  },
};

const showsAll = (versions: string, wanted: string): boolean =>
  wanted.split(',').every((version) => versions.split(',').includes(version));

/** The versions that a task shows, each once, ascending and joined by commas; empty where it shows none. */
export function versionsOf({
  task_content,
  target_config,
}: {
  task_content?: unknown;
  target_config?: unknown;
}): string {
  const text = JSON.stringify([task_content ?? '', target_config ?? '']);
  return [...new Set(text.match(/\d+(?:\.\d+){2,}/g))].sort(compareVersions).join(',');
}
