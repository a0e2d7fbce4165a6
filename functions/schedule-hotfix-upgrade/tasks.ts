import type { Read } from '../../shared/terms/lookup.ts';

/** The scheduled tasks of the last month; of one instance when named (contract §3). */
export const listTasks = (instance_id?: string): Read => ({
  ...all,
  ...(instance_id && { query: { instance_id } }),
});

/** The same, of which those of one instance matter: a long list is asked for them alone. */
export const listTasksOf = (instance_id: string): Read => ({
  ...all,
  list: { ...all.list, ids: [instance_id], by: 'instance_id' },
});

const all = {
  route: 'GET /v3/{project_id}/instances/schedule-tasks',
  list: { items: 'tasks', size: 100, offset: 'items' },
} as const;
