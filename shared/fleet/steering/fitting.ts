import type { Calendar } from '../../calendar/calendar.ts';
import { freezesIn } from '../../calendar/in-place.ts';
import { common, type Interval } from '../../calendar/interval.ts';
import { type FirstFit, openingsBetween, openTimeline, unfrozen } from '../../calendar/timeline.ts';
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

/**
 * When releases of a rollout fit from a time (epoch ms) on: its windows have to be open as they were planned and as they are now, and
 * nothing frozen by either.
 */
export function fitting(
  { calendar }: Pick<RolloutHead, 'calendar'>,
  today: Openings,
  needs: Needs,
  now: number,
): (target: RolloutTarget, from: number) => Fit | undefined {
  const known = new Map<string, FirstFit>();
  const timelineOf = (target: RolloutTarget): FirstFit => {
    const { region, project, windows, own_window } = target;
    const lifted = needs.lifted(target);
    const key = [region, project, own_window, ...windows, '', ...lifted].join(' ');
    const timeline =
      known.get(key) ??
      openTimeline((from, to) => openIn(target, [calendar, today], lifted, { from, to }), now);
    known.set(key, timeline);
    return timeline;
  };
  return (target, from) => {
    try {
      return timelineOf(target)(from, needs.lasts(target));
    } catch (error) {
      // A region whose zone is not known any more opens nothing.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };
}

/** When a target's windows are open by both calendars, and nothing is frozen by either. */
function openIn(
  target: RolloutTarget,
  calendars: readonly [Openings, Openings],
  lifted: readonly string[],
  { from, to }: Interval,
): Interval[] {
  const [planned, today] = calendars.map((calendar) =>
    openingsBetween(windowsOf(target, calendar), from, to),
  ) as [Interval[], Interval[]];
  const frozen = calendars
    .flatMap((calendar) => freezesIn(calendar, target, from, to))
    .filter(({ name }) => !lifted.includes(name));
  return unfrozen(common(planned, today), frozen, from, to);
}

/** Why a rollout can start nothing any more, whatever its targets: no window of its plan stands in today's calendar. */
export function closedForGood(
  { spec: { windows } }: Pick<RolloutHead, 'spec'>,
  today: Pick<Calendar, 'windows'>,
): string | undefined {
  if (windows.some((name) => name === OWN || Object.hasOwn(today.windows, name))) return undefined;
  return `no window of its plan stands in the calendar any more: ${windows.join(', ')}`;
}
