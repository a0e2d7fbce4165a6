import type { Interval } from '../../shared/calendar/interval.ts';
import { utc } from '../../shared/values/time/instant.ts';
import { MINUTE } from '../../shared/values/time/units.ts';
import type { Schedule } from './check-schedule.ts';
import { runsUntil } from './next-runs.ts';

/**
 * What is worth a warning where two schedules have work done on one instance at the same time, before `until` (epoch ms): the other
 * schedule, the instance and the first such times. Undefined when they do not.
 */
export function meeting(one: Schedule, other: Schedule, now: number, until: number): string | undefined {
  const instance = one.work.instances.find((id) => other.work.instances.includes(id));
  // When what waits for a window is sent shows only then.
  const known = [one, other].every(({ enabled, intent }) => enabled && intent.window === undefined);
  if (instance === undefined || !known) return undefined;
  const [ours, theirs] = [timesOf(one, now, until), timesOf(other, now, until)];
  let [mine, their] = [ours.next().value, theirs.next().value];
  while (mine && their) {
    if (mine.from < their.to && their.from < mine.to) {
      return (
        `it meets ${other.name} on ${instance}: their work begins at ${utc(mine.from)} and at ${utc(their.from)} ` +
        `and may take ${minutes(mine)} and ${minutes(their)} minutes; the second finds the instance busy`
      );
    }
    if (mine.to <= their.to) mine = ours.next().value;
    else their = theirs.next().value;
  }
  return undefined;
}

function* timesOf(schedule: Schedule, now: number, until: number): Generator<Interval, undefined> {
  const { begins_after, lasts } = schedule.work;
  for (const run of runsUntil(schedule, now, until)) {
    yield { from: run + begins_after, to: run + begins_after + lasts };
  }
}

const minutes = ({ from, to }: Interval) => Math.ceil((to - from) / MINUTE);
