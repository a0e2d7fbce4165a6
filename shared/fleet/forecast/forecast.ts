import type { Lasts } from '../../durations/lasts.ts';
import { DAY, MINUTE } from '../../values/time/units.ts';
import { asStage, lastRelease } from '../rollout/backup.ts';
import type { RolloutHead } from '../rollout/rollout.ts';
import { isOver } from '../rollout/state.ts';
import type { RolloutTarget } from '../rollout/target.ts';
import { type Course, courseOf, type Present } from './course.ts';
import type { Decided } from './decided.ts';
import type { Pace } from './pace.ts';

/** The bounds of what is foreseen. Times in epoch ms. */
export interface Range {
  readonly earliest: number;
  /** Absent: at some later time, or never. */
  readonly latest?: number | undefined;
}

/** When a wave is foreseen to start and to end, its bake apart; absent where it does not. */
export interface ForeseenWave {
  readonly name: string;
  readonly size: number;
  readonly starts?: Range;
  readonly ends?: Range;
}

/** What is foreseen of a plan or a rollout. Times in epoch ms. */
export interface Forecast {
  readonly at: number;
  readonly good_until?: number | undefined;
  /** When something starts next at the earliest; absent where nothing does. */
  readonly first_start?: number;
  /** When the last of it has ended. Where something is left it is when it would have, if the plan were good for longer; absent: never. */
  readonly done_by?: Range;
  /** How many targets will not have started when it is over. */
  readonly left: { readonly fewest: number; readonly most: number };
  readonly waves: readonly ForeseenWave[];
  /** Operations of whose work too few ends are known: their times are a range. */
  readonly assumed: readonly string[];
  /** What persons have to decide, and is taken as decided at once. */
  readonly decided: readonly Decided[];
  /** Why it halts on its way. */
  readonly halts?: string | undefined;
}

/** What a forecast goes by. */
export interface Foreseen extends Present {
  /** How long the work of a target lasts, once it has begun. */
  lastsOf(row: RolloutTarget): Lasts;
}

/** Work of which too few ends are known lasts between half as long as is assumed, and half as long again. */
const SHORTEST = 0.5;
const LONGEST = 1.5;

/** How late the end of work is seen at most: half as late as it lasts, and never later than this. */
const SEEN_WITHIN = 5 * MINUTE;

/** So far nobody looks ahead. */
const FURTHEST = 3650 * DAY;

/** Whether anything can be foreseen of a rollout: its plan is complete, and it is not over. */
export const isForeseeable = (head: Pick<RolloutHead, 'state'>): boolean =>
  head.state !== 'planning' && !isOver(head);

/**
 * What is foreseen of a plan or of a rollout under way: its own steps, run on with the usual durations, once as early and once as
 * late as they may end. Every release ends well, and what persons have to decide is decided at once.
 */
export function forecast(given: Foreseen): Forecast {
  const { now, head, targets, lastsOf } = given;
  const soonest = paceOf(given, SHORTEST, () => 0);
  const slowest = paceOf(given, LONGEST, (lasts) => Math.min(SEEN_WITHIN, lasts / 2));
  const [early, late] = [courseOf(given, soonest), courseOf(given, slowest)];
  const [earliest, latest] = [doneBy(early, given, soonest), doneBy(late, given, slowest)];
  const assumed = targets.flatMap((row) =>
    row.state === 'ended' || row.state === 'left'
      ? []
      : [row, asStage(row, 'backup')].flatMap((one) => (lastsOf(one).assumed ? [one.operation] : [])),
  );
  const halts = early.head.state === 'halted' ? early.head.why?.reason : undefined;
  return {
    at: now,
    good_until: early.head.good_until,
    ...(early.first_start !== undefined && { first_start: early.first_start }),
    ...(earliest !== undefined && { done_by: { earliest, latest } }),
    left: { fewest: Math.min(early.left, late.left), most: Math.max(early.left, late.left) },
    waves: head.waves.map(({ name, size }, index) => ({
      name,
      size,
      ...rangeOf('starts', early.head.waves[index]?.started_at, late.head.waves[index]?.started_at),
      ...rangeOf('ends', endOf(early, index), endOf(late, index)),
    })),
    assumed: [...new Set(assumed)].sort(),
    decided: early.decided,
    halts,
  };
}

function paceOf({ lastsOf }: Pick<Foreseen, 'lastsOf'>, share: number, seen: Pace['seen']): Pace {
  return {
    lasts(row) {
      const { ms, assumed } = lastsOf(lastRelease(row));
      return assumed ? ms * share : ms;
    },
    seen,
  };
}

/** When the last target of a course ended, or would have if its plan were good for as long as it takes. */
function doneBy(course: Course, given: Present, pace: Pace): number | undefined {
  const { state } = course.head;
  if (state === 'done' || course.left === 0) return lastEnd(course);
  if (!isOver(course.head)) return undefined;
  const head = { ...given.head, good_until: given.now + FURTHEST };
  const longer = courseOf({ ...given, head }, pace);
  return longer.head.state === 'done' ? lastEnd(longer) : undefined;
}

const lastEnd = ({ head: { waves } }: Course): number | undefined => {
  const ends = waves.flatMap(({ last_end }) => last_end ?? []);
  return ends.length > 0 ? Math.max(...ends) : undefined;
};

/** A wave has ended once nothing of it is at work or starts. */
const endOf = ({ head: { waves } }: Course, index: number): number | undefined => {
  const { state, last_end } = waves[index] ?? {};
  return state === 'passed' ? last_end : undefined;
};

function rangeOf<Name extends string>(
  name: Name,
  earliest: number | undefined,
  latest: number | undefined,
): Partial<Record<Name, Range>> {
  return earliest === undefined ? {} : ({ [name]: { earliest, latest } } as Record<Name, Range>);
}
