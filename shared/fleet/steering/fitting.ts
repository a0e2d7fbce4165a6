import type { Calendar } from '../../calendar/calendar.ts';
import { firstFit } from '../../calendar/fit.ts';
import { freezesIn } from '../../calendar/in-place.ts';
import { HORIZON } from '../../calendar/opening.ts';
import type { Window } from '../../calendar/window.ts';
import { OWN, windowsOf } from '../plan/windows.ts';
import type { Fit } from '../rollout/facts.ts';
import type { RolloutHead } from '../rollout/rollout.ts';
import type { RolloutTarget } from '../rollout/target.ts';

type Openings = Pick<Calendar, 'windows' | 'freezes'>;

/** What of a target decides when it fits: how long it is at work, ms, and the freezes that do not hold for it. */
interface Needs {
  readonly lasts: (target: RolloutTarget) => number;
  readonly lifted: (target: RolloutTarget) => readonly string[];
}

/** When releases of a rollout fit: its windows have to be open as they were planned and as they are now, and nothing frozen by either. */
export function fitting(
  { calendar }: Pick<RolloutHead, 'calendar'>,
  today: Openings,
  needs: Needs,
): (target: RolloutTarget, from: number) => Fit | undefined {
  const known = new Map<string, Fit | undefined>();
  return (target, from) => {
    const { region, project, windows, own_window } = target;
    const [lasts, lifted] = [needs.lasts(target), needs.lifted(target)];
    const key = JSON.stringify([lasts, lifted, region, project, windows, own_window, from]);
    if (!known.has(key)) known.set(key, firstCommon(target, [calendar, today], { lasts, lifted, from }));
    return known.get(key);
  };
}

function firstCommon(
  target: RolloutTarget,
  calendars: readonly Openings[],
  { lasts, lifted, from }: { lasts: number; lifted: readonly string[]; from: number },
): Fit | undefined {
  const until = from + HORIZON;
  const { region, project } = target;
  try {
    const site = { region, project };
    const frozen = calendars
      .flatMap((calendar) => freezesIn(calendar, site, from, until))
      .filter(({ name }) => !lifted.includes(name));
    const both = calendars.map((calendar) => windowsOf(target, calendar));
    return common(both, (windows, at) => firstFit(windows, frozen, { from: at, lasts }, until), from);
  } catch (error) {
    // A region whose zone is not known any more opens nothing.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function common(
  [planned = [], today = []]: readonly Window[][],
  opensIn: (windows: readonly Window[], at: number) => Fit | undefined,
  from: number,
): Fit | undefined {
  let at = from;
  for (;;) {
    const [one, other] = [opensIn(planned, at), opensIn(today, at)];
    if (!one || !other) return undefined;
    if (one.at === other.at) return { at: one.at, closes: earlier(one.closes, other.closes) };
    at = Math.max(one.at, other.at);
  }
}

const earlier = (one: Fit['closes'], other: Fit['closes']): Fit['closes'] => {
  if (one === 'never') return other;
  return other === 'never' ? one : Math.min(one, other);
};

/** Why a rollout can start nothing any more, whatever its targets: no window of its plan stands in today's calendar. */
export function closedForGood(
  { spec: { windows } }: Pick<RolloutHead, 'spec'>,
  today: Pick<Calendar, 'windows'>,
): string | undefined {
  if (windows.some((name) => name === OWN || Object.hasOwn(today.windows, name))) return undefined;
  return `no window of its plan stands in the calendar any more: ${windows.join(', ')}`;
}
