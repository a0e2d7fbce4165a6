import { utc } from '../../values/time/instant.ts';
import { compareVersions, isVersion } from '../../values/versions.ts';
import { versionsOf } from '../compliance/state.ts';
import type { Fleet } from '../fleet.ts';
import { holdOf } from '../holds.ts';
import type { Away } from '../rollout/facts.ts';
import type { RolloutTarget } from '../rollout/target.ts';
import type { TargetRow } from '../survey/rows.ts';

/** What the last survey says of a target, and of its instance; absent where it has no row. */
export interface Shown {
  readonly row?: TargetRow | undefined;
  readonly of?: TargetRow | undefined;
}

/** What is taken today, and the hold that the plan goes by. */
export interface Rules {
  readonly holds: Fleet['holds'];
  /** Versions of an operation that are never brought any more. */
  readonly never: (operation: string) => readonly string[];
}

/** Why a waiting target is not what was planned any more, by the last survey; undefined while nothing says so. */
export function awayOf(
  target: RolloutTarget,
  { row, of }: Shown,
  rules: Rules,
  now: number,
): Away | undefined {
  if (!row || !of) return undefined;
  if (row.gone_at !== undefined || of.gone_at !== undefined) {
    return { left: 'gone', reason: 'the cloud does not show it any more' };
  }
  const hold = holdOf(of, rules.holds, now);
  if (hold?.is === 'in_force' && hold.until !== undefined) {
    return {
      left: 'on_hold',
      until: hold.until,
      reason: `${hold.tag} ${hold.value}: left alone until ${utc(hold.until)}`,
    };
  }
  const why = whyDrifted(target, row, rules);
  return why === undefined ? undefined : { left: 'drifted', reason: why };
}

function whyDrifted(
  { operation, from, to }: RolloutTarget,
  row: TargetRow,
  { never }: Rules,
): string | undefined {
  const offer = row.offered.find((one) => one.operation === operation);
  if (!offer) return undefined;
  const { current, patch, available } = offer;
  if (current !== undefined && current !== from) return `it runs ${current}, and ${from} was planned from`;
  const wanted = versionsOf({ available: to });
  const barred = wanted.find((version) => never(operation).some((one) => isSame(one, version)));
  if (barred !== undefined) return `${barred} is never brought any more`;
  if (patch === false) return `${to} is not offered any more`;
  if (available === undefined) return undefined;
  const offered = versionsOf({ available });
  const missing = wanted.find((version) => !offered.some((one) => isSame(one, version)));
  return missing === undefined ? undefined : `${missing} is not offered any more`;
}

const isSame = (one: string, other: string): boolean =>
  one === other || (isVersion(one) && isVersion(other) && compareVersions(one, other) === 0);
