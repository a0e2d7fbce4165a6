import type { Calendar } from '../../calendar/calendar.ts';
import { type Fit, firstFit, touches, type Work } from '../../calendar/fit.ts';
import { windowsIn } from '../../calendar/in-place.ts';
import { HORIZON } from '../../calendar/opening.ts';
import type { Window } from '../../calendar/window.ts';
import { InvalidIntent } from '../../terms/errors.ts';
import { describe } from '../../terms/faults.ts';
import type { Intent } from '../../terms/intent.ts';
import { OWN_WINDOW } from '../../terms/intent-fields.ts';
import { readDaily } from '../../terms/offer.ts';
import { howLong } from '../../values/time/how-long.ts';
import { utc } from '../../values/time/instant.ts';
import { DAY, MINUTE } from '../../values/time/units.ts';
import type { Opening } from '../gates/facts.ts';
import { freezesUntil, type Planned, zoned } from './planned.ts';

/**
 * The window of the calendar that an intent names, on the clocks of its region. Throws `InvalidIntent` where there is none of that
 * name there, `Misconfigured`.
 */
export function windowNamed({ window = '', region }: Intent, calendar: Calendar | undefined): Window[] {
  const inRegion = (name: string) => (calendar ? zoned(() => windowsIn(calendar, [name], region)) : []);
  const names = Object.keys(calendar?.windows ?? {});
  const windows = names.includes(window) ? inRegion(window) : [];
  if (windows.length > 0) return windows;
  const expected = [OWN_WINDOW, ...names.filter((name) => inRegion(name).length > 0)];
  const message = `expected a window that calendar.yml has for ${region} (${expected.join(', ')}), got ${describe(window)}`;
  throw new InvalidIntent([{ path: 'window', message }]);
}

/** When what is planned fits into the window of the calendar that it names, if it names one. Throws as `windowNamed` does. */
export function openingFor(planned: Planned): Opening | undefined {
  const { request, calendar, work, until } = planned;
  const { window, not_after } = request;
  if (window === undefined || window === OWN_WINDOW) return undefined;
  if (work.from > until && not_after !== undefined) return undefined;
  return openingOf(`window ${window}`, windowNamed(request, calendar), planned, until);
}

/**
 * When it fits into the window that its instance shows, such as `02:00-06:00`; undefined where that is none. Without a `not_after`
 * it is good for the first opening alone in which it fits. Throws `Misconfigured`.
 */
export function ownOpening(shown: string | undefined, planned: Planned): Opening | undefined {
  const daily = readDaily(shown);
  if (!daily) return undefined;
  const { request, work, until: last } = planned;
  const { not_after, deadline } = request;
  const window: Window = {
    days: 'every',
    from: new Date(daily.opens).toISOString().slice(11, 16),
    for: `PT${daily.lasts / MINUTE}M`,
    time_zone: 'UTC',
  };
  // Without a `not_after` its deadline is `deadlineBy`, so that is when it came.
  const came = { ...planned, work: { ...work, from: deadline - OWN_WITHIN } };
  const fixed = not_after !== undefined || work.starts_at !== undefined;
  const first = fixed ? undefined : fitUntil(came, [window], deadline);
  const until = first && first.closes !== 'never' ? Math.min(first.closes, last) : last;
  return openingOf(`its own window (${shown} UTC)`, [window], planned, until);
}

/** An own window opens once a day, so once in the time that two openings and the time between them take. */
const OWN_WITHIN = 2 * DAY;

/**
 * Until when an intent may be sent that names a window and no `not_after`: the close of the first opening in which it fits, or 400
 * days where it fits into none. What waits for its instance's own window, which is not known yet, may wait for as long as that can
 * take. Throws as `windowNamed` does.
 */
export function deadlineBy(planned: Planned): number {
  const { request, calendar, work } = planned;
  const { window, deadline } = request;
  const until = work.from + HORIZON;
  if (window === OWN_WINDOW) {
    const inFreezes = touches(freezesUntil(planned, until), { from: work.from, lasts: OWN_WITHIN });
    const free_at = inFreezes?.free_at ?? work.from;
    return work.starts_at !== undefined || free_at === 'never' ? deadline : free_at + OWN_WITHIN;
  }
  const fit = fitUntil(planned, windowNamed(request, calendar), until);
  if (!fit) return until;
  return fit.closes === 'never' ? deadline : fit.closes;
}

function openingOf(called: string, windows: readonly Window[], planned: Planned, until: number): Opening {
  const fit = fitUntil(planned, windows, until);
  return fit
    ? { because: waitText(called, fit), fits_at: fit.at, closes: fit.closes }
    : { because: neverText(called, planned.work, `up to ${utc(until)}`), fits_at: 'never' };
}

const fitUntil = (planned: Planned, windows: readonly Window[], until: number): Fit | undefined =>
  firstFit(windows, freezesUntil(planned, until), planned.work, until);

const waitText = (called: string, { at, closes }: Fit): string =>
  `waits for ${called}, open from ${utc(at)}${closes === 'never' ? ' on' : ` to ${utc(closes)}`}`;

const neverText = (called: string, { starts_at, lasts }: Work, when: string): string =>
  starts_at === undefined
    ? `${called} leaves no ${howLong(lasts)} ${when}, which the work may take`
    : `start_time is ${utc(starts_at)}: ${called} is not open before it to send, and then for the ${howLong(lasts)} that the work may take`;
