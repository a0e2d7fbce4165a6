import type { Opening } from '../calendar/opening.ts';
import { bothTimes } from './both-times.ts';

/** What it means that a site has no window. */
export const NO_WINDOW =
  'the calendar has no window there; what names none may be sent at any time but in a freeze';

/** Whether work may start now, until or from when on. */
export function nowText({ open, closes, next, because }: Opening, region: string): string {
  const why = because.startsWith('frozen') ? 'frozen' : 'no window is open';
  const until = (at: number | 'never' | undefined) =>
    at === undefined || at === 'never' ? undefined : bothTimes(at, region);
  if (open) return until(closes) === undefined ? 'open' : `open until ${until(closes)}`;
  return `${why}; ${until(next) === undefined ? 'none opens' : `open from ${until(next)} on`}`;
}
