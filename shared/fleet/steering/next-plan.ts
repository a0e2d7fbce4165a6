import { cronRuns } from '../../calendar/cron/runs.ts';
import { DAY, HOUR, MINUTE } from '../../values/time/units.ts';
import type { Fleet } from '../fleet.ts';
import type { FleetHead } from './fleet-head.ts';

const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;
const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: HOUR, day: DAY };

/** When a fleet plans next by itself after a time (epoch ms), and by what that was reckoned; undefined where only people plan. */
export function nextPlan(
  { plan: { when, time_zone } }: Pick<Fleet, 'plan'>,
  after: number,
): FleetHead['next'] {
  if (when === undefined) return undefined;
  const by = `${when} ${time_zone}`;
  const [, count, unit = ''] = RATE.exec(when) ?? [];
  if (count !== undefined) return { at: after + Number(count) * (UNITS[unit] ?? DAY), by };
  const { value: at } = cronRuns(when.slice('cron('.length, -1), time_zone, after).next();
  return at === undefined ? undefined : { at, by };
}
