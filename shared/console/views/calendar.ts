import { calendarHead, calendarMain } from '../../page/calendar.ts';
import type { View } from '../sources.ts';

export const view: View = async (sources, { now, here }) => {
  const found = await sources.agenda(now);
  return { title: 'Calendar', head: calendarHead(found), main: calendarMain(found, here) };
};
