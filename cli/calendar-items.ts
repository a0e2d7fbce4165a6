import { catalog } from '../functions/catalog.ts';
import type { Schedule } from '../infra/schedules/check-schedule.ts';
import { runsUntil } from '../infra/schedules/next-runs.ts';
import type { Calendar } from '../shared/calendar/calendar.ts';
import { touched, type Work } from '../shared/calendar/fit.ts';
import { type Frozen, freezesIn, type Site } from '../shared/calendar/in-place.ts';
import type { Interval } from '../shared/calendar/interval.ts';
import type { CalendarItem } from '../shared/calendar/item.ts';
import { readLasts } from '../shared/durations/read-lasts.ts';
import type { Entry } from '../shared/ledger/entry/entry.ts';
import { openJobs } from '../shared/ledger/entry/following.ts';
import type { Job } from '../shared/ledger/entry/job.ts';
import { permissionFor } from '../shared/policy/permitted.ts';
import type { Settings } from '../shared/settings/settings.ts';
import { utc } from '../shared/values/time/instant.ts';

/** A job that the cloud has taken and begins later. */
export interface ScheduledJob extends Interval {
  readonly entry: Entry;
  readonly job: Job;
  /** The freezes that a rule of the policy lifts for whoever asked for it. */
  readonly lifted: readonly string[];
}

/** The jobs of entries that begin after `now`, each until such work usually ends. Throws `PlatformUnavailable`. */
export async function scheduledJobs(
  entries: readonly Entry[],
  settings: Settings,
  now: number,
): Promise<ScheduledJob[]> {
  const all: ScheduledJob[] = [];
  for (const entry of entries) {
    const jobs = openJobs(entry).filter(({ starts_at }) => starts_at > now);
    const operation = catalog.find(({ name }) => name === entry.operation);
    if (jobs.length === 0 || !operation) continue;
    const work = { fields: entry.fields, targets: jobs.map(({ target }) => target) };
    const { ms } = await readLasts(operation, work, settings);
    const { during_freezes: lifted = [] } = permissionFor(operation, entry, { ...entry, ...work }, settings);
    all.push(...jobs.map((job) => ({ entry, job, lifted, from: job.starts_at, to: job.starts_at + ms })));
  }
  return all;
}

/** The freezes that a job would be at work in. */
export const freezesOf = (calendar: Calendar, { entry, lifted, from, to }: ScheduledJob): Frozen[] =>
  inTheWay(calendar, siteOf(entry), { from, lasts: to - from }, lifted);

/** The freezes that work at a site would touch, but for those that are lifted for it. */
const inTheWay = (calendar: Calendar, site: Site, work: Work, lifted: readonly string[]): Frozen[] => {
  const { from, starts_at = from, lasts } = work;
  return touched(freezesIn(calendar, site, from, starts_at + lasts), work).filter(
    ({ name }) => !lifted.includes(name),
  );
};

export const siteOf = ({ region, project_id: project }: Pick<Entry, 'region' | 'project_id'>): Site => ({
  region,
  project,
});

/** The runs of a schedule as items. None of one that is off, and none of a rate, which counts from when it is deployed. */
export function runsOf(calendar: Calendar, schedule: Schedule, from: number, to: number): CalendarItem[] {
  const { name, operation, when, enabled, work, lifted } = schedule;
  const { region, project, instances, sent_after, begins_after, lasts } = work;
  return (enabled ? [...runsUntil(schedule, from, to)] : []).map((run) => {
    const begins = run + begins_after;
    const freezes = inTheWay(calendar, work, { from: run + sent_after, starts_at: begins, lasts }, lifted);
    return {
      ...{ state: 'scheduled', name, region, project, targets: instances },
      ...{ from: begins, to: begins + lasts },
      because: [`${operation} by schedule, ${when}`, ...told(freezes)].join('; '),
    };
  });
}

/** A job of the cloud as an item. */
export function jobItem(calendar: Calendar, scheduled: ScheduledJob): CalendarItem {
  const { entry, job, from, to } = scheduled;
  return {
    ...{ state: 'scheduled', name: job.job_id, targets: [job.target], from, to },
    ...siteOf(entry),
    because: [
      `${entry.operation} of request ${entry.request_id}, accepted by the cloud`,
      ...told(freezesOf(calendar, scheduled)),
    ].join('; '),
  };
}

const told = (freezes: readonly Frozen[]): string[] =>
  freezes.map(({ name, to }) => `MEETS the freeze ${name}, which holds until ${utc(to)}`);
