import type { Calendar } from '../../calendar/calendar.ts';
import type { Lasts } from '../../durations/lasts.ts';
import { readUsual } from '../../durations/read-lasts.ts';
import type { FleetTable } from '../../platform/fleet-ports.ts';
import type { Settings } from '../../settings/settings.ts';
import { type Forecast, type Foreseen, forecast, isForeseeable } from '../forecast/forecast.ts';
import type { RolloutHead } from '../rollout/rollout.ts';
import type { RolloutTarget } from '../rollout/target.ts';
import { type Brought, workOf } from './context.ts';
import { fitting } from './fitting.ts';
import { liftedBy } from './permission.ts';
import { awayAmong, shownOf } from './shown.ts';

/** A rollout with all its targets. */
interface Whole {
  readonly head: RolloutHead;
  readonly targets: readonly RolloutTarget[];
}

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
  whole: Whole,
  by: ForeseenBy,
  now: number,
): Promise<Forecast | undefined> {
  return isForeseeable(whole.head) ? forecast(await readPresent(table, whole, by, now)) : undefined;
}

/** What a forecast of a rollout starts from at a time (epoch ms). Throws `PlatformUnavailable`. */
export async function readPresent(
  table: FleetTable,
  { head, targets }: Whole,
  { brought, settings, today = head.calendar }: ForeseenBy,
  now: number,
): Promise<Foreseen> {
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
  return {
    head,
    targets,
    now,
    lastsOf,
    lasts: needs.lasts,
    starts: (operation) => operations.get(operation)?.bring?.starts,
    backUp: (operation) => operations.get(operation)?.operation.backUp,
    fit: fitting(head, today, needs, now),
    away: awayAmong(head, shown, { fleets: { [head.fleet]: head.spec } }, now),
  };
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
