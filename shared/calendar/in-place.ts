import { localTimeAt } from '../values/time/clocks.ts';
import { parseDuration } from '../values/time/duration.ts';
import { type Calendar, type CalendarFreeze, OF_REGION, type Recurring } from './calendar.ts';
import { cronTimes } from './cron/runs.ts';
import { readFreeze } from './freeze.ts';
import type { Interval } from './interval.ts';
import { firstAt } from './local.ts';
import { zoneOf } from './region-zone.ts';
import type { Window } from './window.ts';

/** Where work is. */
export interface Site {
  readonly region: string;
  readonly project: string;
}

/** A freeze as it holds at a site. */
export interface Frozen extends Interval {
  readonly name: string;
  readonly because: string;
}

/** The windows of these names that hold in a region, on its clocks. Throws `RangeError` where `of-region` names no known zone. */
export const windowsIn = (
  { windows }: Pick<Calendar, 'windows'>,
  names: readonly string[],
  region: string,
): Window[] =>
  names.flatMap((name) => {
    const window = windows[name];
    if (!window || !holdsIn(window.regions, region)) return [];
    return [{ ...window, time_zone: zoneAt(window.time_zone, region) }];
  });

/**
 * The freezes that hold at a site at some moment from `from` to `to` (epoch ms, both included), by their beginning. Throws
 * `RangeError` where `of-region` names no known zone.
 */
export const freezesIn = (
  { freezes }: Pick<Calendar, 'freezes'>,
  { region, project }: Site,
  from: number,
  to: number,
): Frozen[] =>
  Object.entries(freezes)
    .filter(([, freeze]) => holdsIn(freeze.regions, region) && holdsIn(freeze.projects, project))
    .flatMap(([name, freeze]) =>
      timesOf({ ...freeze, time_zone: zoneAt(freeze.time_zone, region) }, from, to).map((one) => ({
        ...one,
        name,
        because: freeze.because,
      })),
    )
    .filter((one) => one.from <= to && one.to > from)
    .sort((one, other) => one.from - other.from);

/** Whether what names regions or projects holds in one: without any names, in all. */
export const holdsIn = (names: readonly string[] | undefined, name: string): boolean =>
  names?.includes(name) ?? true;

function zoneAt(zone: string, region: string): string {
  const found = zone === OF_REGION ? zoneOf(region) : zone;
  if (found === undefined)
    throw new RangeError(`time_zone: ${OF_REGION}, and no time zone is known for ${region}`);
  return found;
}

const timesOf = (freeze: CalendarFreeze, from: number, to: number): Interval[] =>
  'cron' in freeze ? recurring(freeze, from, to) : [readFreeze(freeze)];

/** A beginning that the clocks leave out is the first moment after the gap: nothing is frozen later than it says. */
function recurring({ cron, for: lasts, time_zone: zone }: Recurring, from: number, to: number): Interval[] {
  const length = parseDuration(lasts) ?? 0;
  const times: Interval[] = [];
  for (const local of cronTimes(cron.slice('cron('.length, -1), localTimeAt(from - length, zone))) {
    const begins = firstAt(local, zone);
    if (begins > to) break;
    times.push({ from: begins, to: begins + length });
  }
  return times;
}
