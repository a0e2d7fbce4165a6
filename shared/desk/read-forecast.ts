import type { Calendar } from '../calendar/calendar.ts';
import { type Forecast, forecast, isForeseeable } from '../fleet/forecast/forecast.ts';
import type { RolloutTarget } from '../fleet/rollout/target.ts';
import { type Brought, workOf } from '../fleet/steering/context.ts';
import { fitting } from '../fleet/steering/fitting.ts';
import { liftedBy } from '../fleet/steering/permission.ts';
import { awayAmong, shownOf } from '../fleet/steering/shown.ts';
import type { FleetTable } from '../platform/fleet-ports.ts';
import type { Settings } from '../settings/settings.ts';
import type { Lasts } from '../usual/lasts.ts';
import { readUsual } from '../usual/read-lasts.ts';
import type { WholeRollout } from './read-rollout.ts';

/** By what something is foreseen: the operations, the policy, and the windows and freezes that hold today; without them those of the plan. */
export interface ForeseenBy {
  readonly brought: readonly Brought[];
  readonly settings: Settings;
  readonly today?: Pick<Calendar, 'windows' | 'freezes'> | undefined;
}

const NEVER: Lasts = { ms: Number.POSITIVE_INFINITY };

/**
 * What is foreseen of a rollout at a time (epoch ms), by the usual durations and by what the last survey shows; undefined for one of
 * which nothing can be. Throws `PlatformUnavailable`.
 */
export async function readForecast(
  table: FleetTable,
  { head, targets }: Pick<WholeRollout, 'head' | 'targets'>,
  { brought, settings, today = head.calendar }: ForeseenBy,
  now: number,
): Promise<Forecast | undefined> {
  if (!isForeseeable(head)) return undefined;
  const operations = new Map(brought.map((one) => [one.operation.name, one]));
  const waiting = targets.filter(({ state }) => state === 'waiting');
  const [usual, shown] = await Promise.all([
    readUsual(
      brought.map(({ operation }) => operation),
      table,
    ),
    shownOf(waiting, { table, operations }),
  ]);
  const lastsOf = once(({ operation: name, instance }): Lasts => {
    const operation = operations.get(name)?.operation;
    return operation ? usual(operation, instance) : NEVER;
  });
  const needs = {
    lasts: once((row) => workOf({ operations, lastsOf: () => lastsOf(row).ms }, row)),
    lifted: once(liftedBy({ operations, settings }, head, now)),
  };
  return forecast({
    head,
    targets,
    now,
    lastsOf,
    starts: (operation) => operations.get(operation)?.bring?.starts,
    fit: fitting(head, today, needs, now),
    away: awayAmong(head, shown, { fleets: { [head.fleet]: head.spec } }, now),
  });
}

/** The same, where each target is asked about many times. */
function once<Answer>(ask: (row: RolloutTarget) => Answer): (row: RolloutTarget) => Answer {
  const known = new Map<string, Answer>();
  return (row) => {
    const key = `${row.operation} ${row.target}`;
    const answer = known.get(key) ?? ask(row);
    known.set(key, answer);
    return answer;
  };
}
