import type { Fault } from '../values/fault.ts';
import { utc } from '../values/time/instant.ts';
import { DAY } from '../values/time/units.ts';
import { openingIn } from './agenda.ts';
import { type Calendar, OF_REGION } from './calendar.ts';
import { readFreeze } from './freeze.ts';
import { freezesIn, holdsIn, type Site, windowsIn } from './in-place.ts';
import { HORIZON } from './opening.ts';
import { zoneOf } from './region-zone.ts';

/** For how long before its last day a calendar is worth a look. */
const NEAR = 30 * DAY;

/** Where a calendar says `of-region`, and no zone is known for one of these regions; paths lead to the field. */
export const unzonedIn = (
  { windows, freezes }: Pick<Calendar, 'windows' | 'freezes'>,
  regions: readonly string[],
): Fault[] =>
  Object.entries({ windows, freezes }).flatMap(([part, entries]) =>
    Object.entries(entries).flatMap(([name, { time_zone, ...where }]) => {
      const lost = regions.filter(
        (region) => time_zone === OF_REGION && holdsIn(where.regions, region) && zoneOf(region) === undefined,
      );
      const message = `of-region has no time zone for ${lost.join(', ')}: mend the name where fleets.yml, schedules.yml or the environment has that region, or write a time zone here, or regions without it`;
      return lost.length > 0 ? [{ path: `${part}.${name}.time_zone`, message }] : [];
    }),
  );

/**
 * What of a calendar is right and no longer what it should be, at sites whose zones are known; `now` in epoch ms. Paths lead to
 * what should be changed.
 */
export const problemsOf = (calendar: Calendar, sites: readonly Site[], now: number): Fault[] => [
  ...unreviewed(calendar, now),
  ...neverOpen(calendar, sites, now),
  ...over(calendar, sites, now),
];

function unreviewed({ reviewed_until: day }: Calendar, now: number): Fault[] {
  if (day === undefined) return [];
  const ends = Date.parse(`${day}T00:00Z`) + DAY;
  if (now + NEAR < ends) return [];
  const days = Math.floor((ends - now) / DAY);
  const when =
    now >= ends ? 'is over' : days === 0 ? 'is today' : `is in ${days} ${days === 1 ? 'day' : 'days'}`;
  return [
    {
      path: 'reviewed_until',
      message: `${day} ${when}: look through windows and freezes, and set a later day`,
    },
  ];
}

const neverOpen = (calendar: Calendar, sites: readonly Site[], now: number): Fault[] =>
  Object.keys(calendar.windows).flatMap((name) => {
    const shut = sites.flatMap((site) => {
      if (windowsIn(calendar, [name], site.region).length === 0) return [];
      const { open, next } = openingIn(calendar, [name], site, now);
      const opens = open || (typeof next === 'number' && next < now + HORIZON);
      if (opens) return [];
      const freezes = freezesIn(calendar, site, now, now + HORIZON);
      return [{ site, names: [...new Set(freezes.map((freeze) => freeze.name))] }];
    });
    const [first] = shut;
    if (!first) return [];
    const where = shut.map(({ site }) => `${site.region}, project ${site.project}`).join('; ');
    const why = `opens never in the next ${HORIZON / DAY} days in ${where}: frozen by ${first.names.join(', ')}`;
    return [{ path: `windows.${name}`, message: why }];
  });

const over = ({ freezes }: Calendar, sites: readonly Site[], now: number): Fault[] =>
  Object.entries(freezes).flatMap(([name, freeze]) => {
    if (!('to' in freeze)) return [];
    const regions = [...(freeze.regions ?? []), ...sites.map(({ region }) => region)];
    const zones =
      freeze.time_zone === OF_REGION ? regions.flatMap((region) => zoneOf(region) ?? []) : [freeze.time_zone];
    const ends = zones.map((time_zone) => readFreeze({ ...freeze, time_zone }).to);
    const last = Math.max(...ends);
    return ends.length > 0 && last <= now
      ? [{ path: `freezes.${name}`, message: `was over at ${utc(last)}: it can be taken out` }]
      : [];
  });
