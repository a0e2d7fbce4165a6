import { lastsOf } from '../../shared/durations/lasts.ts';
import type { Firing } from './firing-checks.ts';

/** The work that each run of a schedule has done: where, on which instances, and when, in ms after the run. */
export interface ScheduledWork {
  readonly region: string;
  readonly project: string;
  readonly targets: readonly string[];
  readonly instances: readonly string[];
  readonly sent_after: number;
  readonly begins_after: number;
  /** By what its operation states, since nothing is read when packaging. */
  readonly lasts: number;
}

/** Works it out for a firing. */
export function scheduledWork({ operation, intent, at }: Firing): ScheduledWork {
  const { region, project_id: project, fields, targets, not_before = at } = intent;
  const sent = Math.max(at, not_before);
  return {
    region,
    project,
    targets,
    instances: [...new Set(targets.map((target) => operation.instanceOf?.(fields, target) ?? target))],
    sent_after: sent - at,
    begins_after: Math.max(sent, operation.follow.starts?.(fields) ?? sent) - at,
    lasts: lastsOf(operation).ms,
  };
}
