import { describe } from '../../shared/terms/faults.ts';
import type { Intent } from '../../shared/terms/intent.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import type { Fault } from '../../shared/values/fault.ts';
import { iso, parseInstant } from '../../shared/values/time/instant.ts';
import { SECOND } from '../../shared/values/time/units.ts';

/** The shortest and the longest time for which EventBridge Scheduler may keep trying, in seconds. */
const AGE_S = { least: 60, most: 24 * 60 * 60 } as const;

/** A schedule's intent as the function will read it when the schedule fires, at `at` (epoch ms). */
export interface Firing {
  readonly operation: Operation;
  readonly intent: Intent;
  readonly at: number;
  readonly repeats: boolean;
}

/** For how many seconds after it fired an event may still be delivered: never beyond the intent's `not_after`. */
export const maxAgeOf = ({ intent, at }: Firing): number =>
  Math.min(AGE_S.most, Math.floor((intent.deadline - at) / SECOND));

/** A repeating schedule would ask for the same past time again and again. */
const noFixedTime = ({ intent: { written }, repeats }: Firing): Fault[] =>
  ['start_time', 'not_before', 'not_after', 'ends_by'].flatMap((path) => {
    const value = written[path];
    const fixed = repeats && typeof value === 'string' && parseInstant(value) !== undefined;
    const message = `expected a duration such as PT2H, since the schedule repeats, got ${describe(value)}`;
    return fixed ? [{ path, message }] : [];
  });

/** A name is used once in a project: from the second run on there would be no new backup, and nobody would miss it. */
const noFixedBackup = ({ operation, intent: { written }, repeats }: Firing): Fault[] =>
  repeats && operation.backUp && written.name !== undefined
    ? [
        {
          path: 'name',
          message: `expected none, since the schedule repeats and a name is used once, got ${describe(written.name)}`,
        },
      ]
    : [];

const notTooLate = ({ operation, intent: { fields }, at }: Firing): Fault[] => {
  const reason = operation.tooLate?.(fields, at);
  return reason ? [{ path: '', message: `${reason} when the schedule fires` }] : [];
};

const deliverable = (firing: Firing): Fault[] => {
  const message = `expected at least ${AGE_S.least} seconds after the schedule fires, got ${describe(firing.intent.written.not_after)}`;
  return maxAgeOf(firing) < AGE_S.least ? [{ path: 'not_after', message }] : [];
};

/** How long it lasts is judged when it fires, by what is usual then. */
const endsAfterStart = ({
  operation,
  intent: { ends_by, not_before, fields, written },
  at,
}: Firing): Fault[] => {
  const start = Math.max(at, not_before ?? at, operation.follow.starts?.(fields) ?? at);
  const message = `expected later than the start of the work, ${iso(start)}, got ${describe(written.ends_by)}`;
  return ends_by !== undefined && ends_by <= start ? [{ path: 'ends_by', message }] : [];
};

/** What is checked of a readable intent; paths are those of the intent. */
export const firingChecks: readonly ((firing: Firing) => readonly Fault[])[] = [
  noFixedTime,
  noFixedBackup,
  notTooLate,
  endsAfterStart,
  deliverable,
];
