import { iso } from '../values/time/instant.ts';
import { DAY } from '../values/time/units.ts';
import type { Calendar } from './calendar.ts';
import type { Freeze } from './freeze.ts';
import { freezesIn, type Site, windowsIn } from './in-place.ts';
import type { Interval } from './interval.ts';
import { type Opening, openingAt } from './opening.ts';
import type { Window } from './window.ts';

/** How far ahead freezes are looked at. */
export const AHEAD = 400 * DAY;

/** From when to when a window is open or a freeze holds, and by which words of the calendar; epoch ms. */
export interface Span extends Interval {
  readonly state: 'open' | 'frozen';
  readonly name: string;
  readonly because: string;
}

/** Whether work may start at a site at an instant by any of these windows of the calendar. Throws `RangeError` as `windowsIn` does. */
export const openingIn = (calendar: Calendar, names: readonly string[], site: Site, at: number): Opening =>
  openingAt(windowsIn(calendar, names, site.region), frozenFrom(calendar, site, at, at + AHEAD), at);

/**
 * What is open and what is frozen at a site at some moment from `from` to `to` (epoch ms), by its beginning; what has begun before
 * begins with `from`. Throws `RangeError` where `of-region` names no known zone.
 */
export function agendaOf(calendar: Calendar, site: Site, from: number, to: number): Span[] {
  const frozen = freezesIn(calendar, site, from, to).map((one): Span => ({ state: 'frozen', ...one }));
  const freezes = frozenFrom(calendar, site, from, to + AHEAD);
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

function openingsOf(window: Window, freezes: readonly Freeze[], from: number, to: number): Interval[] {
  const openings: Interval[] = [];
  let at: number | 'never' = from;
  while (at !== 'never' && at <= to) {
    const opening: Opening = openingAt([window], freezes, at);
    const { open, closes = 'never', next = 'never' } = opening;
    if (open) openings.push({ from: at, to: closes === 'never' ? to : closes });
    at = open ? closes : next;
  }
  return openings;
}

const wordsOf = ({ days, from, for: lasts, time_zone }: Window): string =>
  `${days === 'every' ? 'every day' : days.join(', ')} from ${from} for ${lasts}, ${time_zone}`;

const frozenFrom = (calendar: Calendar, site: Site, from: number, to: number): Freeze[] =>
  freezesIn(calendar, site, from, to).map((one) => ({
    from: iso(one.from).slice(0, 16),
    to: iso(one.to).slice(0, 16),
    time_zone: 'UTC',
  }));
