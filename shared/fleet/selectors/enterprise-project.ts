import { cannotTell, type Match, matchIf } from './match.ts';
import type { Surveyed } from './surveyed.ts';

/** Whether an instance belongs to one of the enterprise projects, by their ids; `0` is the default one. */
export function inEnterpriseProjects(ids: readonly string[], { instance }: Surveyed): Match {
  const { enterprise_project_id: id } = instance;
  if (id === undefined) return cannotTell('its enterprise project was not shown');
  return matchIf(ids.includes(id));
}
