import { agendaOf } from './agenda.ts';
import type { Calendar } from './calendar.ts';
import type { Site } from './in-place.ts';
import type { Interval } from './interval.ts';

/** What is open, frozen or scheduled somewhere; what is scheduled ends when such work usually does. Times in epoch ms. */
export interface CalendarItem extends Interval, Site {
  readonly state: 'open' | 'frozen' | 'scheduled';
  readonly name: string;
  readonly targets: readonly string[];
  readonly because: string;
}

/** Windows and freezes of a site as items. */
export const spansAt = (calendar: Calendar, site: Site, from: number, to: number): CalendarItem[] =>
  agendaOf(calendar, site, from, to).map((span) => ({ ...span, ...site, targets: [] }));
