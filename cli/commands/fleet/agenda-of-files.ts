import { standingAt } from '../../../shared/calendar/site-now.ts';
import { WEEKS } from '../../../shared/console/sources.ts';
import type { CalendarView } from '../../../shared/page/calendar.ts';
import { inOrder, itemsOf } from '../../agenda.ts';
import type { CalendarStage } from '../../calendar-stage.ts';

/** What files say of the weeks from a time (epoch ms) on. */
export function agendaOfFiles({ calendar, schedules, sites }: CalendarStage, now: number): CalendarView {
  const until = now + WEEKS;
  const items = inOrder(itemsOf(calendar, schedules, sites, { from: now, to: until }));
  return { sites: standingAt(calendar, sites, now), items, now, until };
}
