import type { Window } from './window.ts';

const OWN = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/;
const DAY_MINUTES = 24 * 60;

/** An instance's own maintenance window, `22:00-02:00` in UTC, as one of a calendar; undefined for any other text. */
export function ownWindow(text: string): Window | undefined {
  const parts = OWN.exec(text)?.slice(1).map(Number);
  if (!parts) return undefined;
  const [hour = 0, minute = 0, endHour = 0, endMinute = 0] = parts;
  if (hour > 23 || endHour > 24 || minute > 59 || endMinute > 59) return undefined;
  const length = (endHour - hour) * 60 + endMinute - minute;
  const lasts = length > 0 ? length : length + DAY_MINUTES;
  return { days: 'every', from: text.slice(0, 5), for: `PT${lasts}M`, time_zone: 'UTC' };
}
