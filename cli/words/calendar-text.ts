import type { Schedule } from '../../infra/schedules/check-schedule.ts';
import type { Frozen, Site } from '../../shared/calendar/in-place.ts';
import type { CalendarItem } from '../../shared/calendar/item.ts';
import { zoneOf } from '../../shared/calendar/region-zone.ts';
import type { SiteNow } from '../../shared/calendar/site-now.ts';
import { redact, redactText } from '../../shared/values/redact.ts';
import { localTimeAt } from '../../shared/values/time/clocks.ts';
import { iso, utc } from '../../shared/values/time/instant.ts';
import { bothTimes, bothTimesOf } from '../../shared/words/both-times.ts';
import { oneLine } from '../../shared/words/one-line.ts';
import { NO_WINDOW, nowText } from '../../shared/words/site-now.ts';
import type { ScheduledJob } from '../calendar-items.ts';
import { folded } from './folded.ts';

const where = ({ region, project }: Site) => `${region} ${project}`;

/** What holds now and comes, site by site: two lines or more an item, since no table has room for its words. */
export function agendaText(sites: readonly SiteNow[], items: readonly CalendarItem[], width: number): string {
  const bySite = Map.groupBy(items, where);
  return sites
    .map(({ site, hasWindow, opening }) => {
      const there = (bySite.get(where(site)) ?? []).map((item) => itemText(item, width)).join('');
      return `${where(site)}: ${hasWindow ? nowText(opening, site.region) : NO_WINDOW}\n${there || '  nothing is open, frozen or scheduled in that time\n'}`;
    })
    .join('\n');
}

function itemText({ state, name, region, targets, from, to, because }: CalendarItem, width: number): string {
  const what = [`${state} ${name}`, ...(targets.length > 0 ? [`on ${targets.join(', ')}`] : [])].join(' ');
  return [`  ${bothTimesOf({ from, to }, region)}`, `    ${oneLine(redactText(`${what}: ${because}`))}`]
    .map((line) => `${folded(line, width, 2)}\n`)
    .join('');
}

const local = (at: number, region: string): string => {
  const zone = zoneOf(region);
  return zone === undefined ? '' : iso(localTimeAt(at, zone)).slice(0, 19);
};

/** What is open, frozen and scheduled as rows for a file, the heads first: times in UTC and on the clocks of the region. */
export const itemsRows = (items: readonly CalendarItem[]): string[][] => [
  [
    'state',
    'name',
    'region',
    'project',
    'targets',
    'from',
    'to',
    'local from',
    'local to',
    'time zone',
    'why',
  ],
  ...items.map(({ state, name, region, project, targets, from, to, because }) => [
    ...[state, name, region, project, targets.join(' '), utc(from), utc(to)],
    ...[local(from, region), local(to, region), zoneOf(region) ?? '', because],
  ]),
];

/** The same for programs, as one object. */
export const itemsJson = (sites: readonly SiteNow[], items: readonly CalendarItem[]): string =>
  `${JSON.stringify(
    redact({
      now: sites.map(({ site, opening: { open, closes, next } }) => ({
        region: site.region,
        project_id: site.project,
        open,
        ...(closes !== undefined && { closes: closes === 'never' ? closes : utc(closes) }),
        ...(next !== undefined && { next: next === 'never' ? next : utc(next) }),
      })),
      items: items.map(({ from, to, project, region, ...item }) => ({
        ...item,
        region,
        project_id: project,
        from: utc(from),
        to: utc(to),
        ...(zoneOf(region) && {
          ...{ local_from: local(from, region), local_to: local(to, region), time_zone: zoneOf(region) },
        }),
      })),
    }),
    null,
    2,
  )}\n`;

/** Jobs that would be at work in freezes, a line each with the freezes. */
export const metText = (
  jobs: readonly ScheduledJob[],
  freezesOf: (job: ScheduledJob) => readonly Frozen[],
): string =>
  jobs
    .map((scheduled) => {
      const { entry, job, from } = scheduled;
      const freezes = freezesOf(scheduled).map(
        ({ name, from, to, because }) => `${name}, ${utc(from)} to ${utc(to)} (${because})`,
      );
      const words = `  ${job.target}  ${entry.operation}, request ${entry.request_id}, task ${job.job_id}, begins ${bothTimes(from, entry.region)}: ${freezes.join('; ')}`;
      return `${oneLine(redactText(words))}\n`;
    })
    .join('');

/** What fires and is in no list, since a rate counts from when it is deployed or turned on. */
export const ratesText = (schedules: readonly Schedule[]): string =>
  schedules
    .filter(({ enabled, when }) => enabled && when.startsWith('rate('))
    .map(
      ({ name, when }) =>
        `schedule ${name}: ${when}, counted from when it was deployed or turned on, so not in the list\n`,
    )
    .join('');
