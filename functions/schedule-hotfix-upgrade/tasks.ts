import type { Read } from '../../shared/lookup.ts';

/** The scheduled tasks of the last month; of one instance when named (contract §3). */
export const listTasks = (instance_id?: string): Read => ({
  route: 'GET /v3/{project_id}/instances/schedule-tasks',
  ...(instance_id && { query: { instance_id } }),
  list: { items: 'tasks', size: 100, offset: 'items' },
});
