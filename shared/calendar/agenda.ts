import type { Calendar } from './calendar.ts';
import { freezesIn, type Site, windowsIn } from './in-place.ts';
import { type Interval, merged } from './interval.ts';
import { HORIZON, type Opening, openingAmong } from './opening.ts';
import type { Window } from './window.ts';

/** From when to when a window is open or a freeze holds, and by which words of the calendar; epoch ms. */
export interface Span extends Interval {
  readonly state: 'open' | 'frozen';
  readonly name: string;
  readonly because: string;
}

/** Whether work may start at a site at an instant by any of these windows of the calendar. Throws `RangeError` as `windowsIn` does. */
export const openingIn = (calendar: Calendar, names: readonly string[], site: Site, at: number): Opening =>
  openingAmong(windowsIn(calendar, names, site.region), freezesIn(calendar, site, at, at + HORIZON), at);

/**
 * What is open and what is frozen at a site at some moment from `from` to `to` (epoch ms), by its beginning; what has begun before
 * begins with `from`. Throws `RangeError` where `of-region` names no known zone.
 */
export function agendaOf(calendar: Calendar, site: Site, from: number, to: number): Span[] {
  const frozen = freezesIn(calendar, site, from, to).map((one): Span => ({ state: 'frozen', ...one }));
  const freezes = merged(freezesIn(calendar, site, from, to + HORIZON));
  const open = Object.keys(calendar.windows).flatMap((name) =>
    windowsIn(calendar, [name], site.region).flatMap((window) =>
      openingsOf(window, freezes, from, to).map(
        (one): Span => ({ ...one, state: 'open', name, because: wordsOf(window) }),
      ),
    ),
  );
  return [...frozen, ...open]
    .map((span) => ({ ...span, from: Math.max(from, span.from) }))
    .sort((one, other) => one.from - other.from);
}

function openingsOf(window: Window, freezes: readonly Interval[], from: number, to: number): Interval[] {
  const openings: Interval[] = [];
  let at: number | 'never' = from;
  while (at !== 'never' && at <= to) {
    const opening: Opening = openingAmong([window], freezes, at);
    const { open, closes = 'never', next = 'never' } = opening;
    if (open) openings.push({ from: at, to: closes === 'never' ? to : closes });
    at = open ? closes : next;
  }
  return openings;
}

const wordsOf = ({ days, from, for: lasts, time_zone }: Window): string =>
  `${days === 'every' ? 'every day' : days.join(', ')} from ${from} for ${lasts}, ${time_zone}`;
