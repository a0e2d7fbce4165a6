import {
  type CalendarFreeze,
  type CalendarWindow,
  OF_REGION,
  type Recurring,
} from '../../shared/calendar/calendar.ts';
import { faultInCron } from '../../shared/calendar/cron/cron.ts';
import { faultInFreeze } from '../../shared/calendar/freeze.ts';
import { zoneOf } from '../../shared/calendar/region-zone.ts';
import { describe } from '../../shared/terms/faults.ts';
import type { Fault } from '../../shared/values/fault.ts';
import type { Written } from './calendar-schema.ts';

type WrittenFreeze = Written['freezes'][string];

/** What no field by itself shows, of a window; paths from its own fields on. */
export function faultsInWindow(name: string, { time_zone, regions }: CalendarWindow): Fault[] {
  const own =
    name === 'own' ? [{ path: '', message: "expected another name: own is the instance's own window" }] : [];
  return [...own, ...unzoned(time_zone, regions)];
}

/** The freeze in one of its two forms, or what no field by itself shows; `now` in epoch ms. */
export function freezeOf(
  written: WrittenFreeze,
  now: number,
): { readonly freeze: CalendarFreeze } | { readonly faults: readonly Fault[] } {
  const { from, to, cron, for: lasts, ...rest } = written;
  const faults = unzoned(rest.time_zone, rest.regions);
  if (from !== undefined && to !== undefined && cron === undefined && lasts === undefined) {
    const zones = zonesOf(rest.time_zone, rest.regions);
    faults.push(...zones.flatMap((time_zone) => faultInFreeze({ from, to, time_zone }) ?? []).slice(0, 1));
    return faults.length > 0 ? { faults } : { freeze: { ...rest, from, to } };
  }
  if (cron !== undefined && lasts !== undefined && from === undefined && to === undefined) {
    const wrong = faultInRuns({ cron, for: lasts, time_zone: rest.time_zone }, now);
    if (wrong !== undefined) faults.push({ path: 'cron', message: `${wrong}, got ${describe(cron)}` });
    return faults.length > 0 ? { faults } : { freeze: { ...rest, cron, for: lasts } };
  }
  return { faults: [...faults, { path: '', message: 'expected from and to, or cron and for' }] };
}

function faultInRuns({ cron }: Recurring, now: number): string | undefined {
  const [, inner] = /^cron\((.*)\)$/.exec(cron) ?? [];
  return inner === undefined ? 'expected cron(…)' : faultInCron(inner, now);
}

/** Where a calendar says `of-region`, the zones of the regions that it names; any zone shows whether times are in order. */
const zonesOf = (zone: string, regions: readonly string[] = []): string[] =>
  zone === OF_REGION
    ? regions.length > 0
      ? regions.flatMap((region) => zoneOf(region) ?? [])
      : ['UTC']
    : [zone];

function unzoned(zone: string, regions: readonly string[] = []): Fault[] {
  if (zone !== OF_REGION) return [];
  return regions.flatMap((region, index) =>
    zoneOf(region) === undefined
      ? [
          {
            path: `regions[${index}]`,
            message: `expected a region whose time zone is known, since time_zone is ${OF_REGION}, got ${describe(region)}`,
          },
        ]
      : [],
  );
}
