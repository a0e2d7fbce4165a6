import type { Calendar } from '../../calendar/calendar.ts';
import { windowsIn } from '../../calendar/in-place.ts';
import { openingAt } from '../../calendar/opening.ts';
import { ownWindow } from '../../calendar/own-window.ts';
import type { Window } from '../../calendar/window.ts';
import { DAY } from '../../values/time/units.ts';
import type { Fit } from '../rollout/facts.ts';
import type { Planned } from '../rollout/target.ts';

/** In place of the names of windows: the instance's own. */
export const OWN = 'own';

/**
 * The windows in which a target may start, on the clocks of its region. Throws `RangeError` where `of-region` names no known
 * zone.
 */
export function windowsOf(
  { windows, own_window, region }: Pick<Planned, 'windows' | 'own_window' | 'region'>,
  calendar: Pick<Calendar, 'windows'>,
): Window[] {
  if (!windows.includes(OWN)) return windowsIn(calendar, windows, region);
  const own = own_window === undefined ? undefined : ownWindow(own_window);
  return own ? [own] : [];
}

/** A window comes again within a week; a week later where a zone left out its only day. */
export const ROUND = 16 * DAY;

/** When work that needs so long (ms) fits first into an opening of these windows from a time on, whatever is frozen; undefined: never. */
export function fitsFirst(windows: readonly Window[], needs: number, from: number): Fit | undefined {
  let at = from;
  while (at < from + ROUND) {
    const { open, closes = at, next } = openingAt(windows, [], at);
    if (open && (closes === 'never' || closes - at >= needs)) return { at, closes };
    const after = open ? closes : next;
    if (typeof after !== 'number') return undefined;
    at = after;
  }
  return undefined;
}
