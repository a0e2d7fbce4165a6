import type { Calendar } from '../../calendar/calendar.ts';
import { problemsOf, unzonedIn } from '../../calendar/problems.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Fault } from '../../values/fault.ts';
import { type Check, configured, type Finding } from '../check.ts';

/** What the functions were packaged with is what stands here, and is still right. */
export const calendar: Check = {
  group: 'fleets',
  name: 'calendar',
  asks: 'Is the calendar that stands here the one of the functions, are its time zones known, and is it reviewed far enough?',
  needs: ['variables'],
  look(context) {
    const { settings, place } = configured(context);
    const { calendar: here, surveys } = context;
    if (!here) return { level: 'not_checked', says: 'there is no calendar here to look at' };
    if ('faults' in here) {
      return {
        level: 'broken',
        says: 'calendar.yml is wrong',
        details: here.faults,
        todo: 'mend it: nothing can be packaged with it',
      };
    }
    const configuredSite = { region: place.region, project: place.project_id };
    return judged(here.calendar, [...surveys, configuredSite], otherCalendar(here.hash, settings));
  },
};

const otherCalendar = (hash: string, { CALENDAR_HASH = '', STAGE, deployed }: Settings): string[] =>
  deployed && hash !== CALENDAR_HASH
    ? [`the functions of stage ${STAGE} have another calendar than calendar.yml in this folder`]
    : [];

function judged(
  calendar: Calendar,
  sites: readonly { readonly region: string; readonly project: string }[],
  others: readonly string[],
): Finding {
  const counted = `${Object.keys(calendar.windows).length} windows, ${Object.keys(calendar.freezes).length} freezes`;
  const unzoned = unzonedIn(calendar, [...new Set(sites.map(({ region }) => region))]);
  if (unzoned.length > 0) {
    return {
      level: 'broken',
      says: counted,
      details: unzoned.map(worded),
      todo: 'write the time zone out by its name',
    };
  }
  const places = [
    ...new Map(sites.map(({ region, project }) => [`${region} ${project}`, { region, project }])).values(),
  ];
  const details = [...others, ...problemsOf(calendar, places, Date.now()).map(worded)];
  if (details.length === 0) return { level: 'ok', says: counted };
  return {
    level: 'warning',
    says: counted,
    details,
    todo:
      others.length > 0
        ? 'package and deploy again, or take the calendar that was deployed'
        : 'calendar check tells where each of it stands',
  };
}

const worded = ({ path, message }: Fault): string => `${path}: ${message}`;
