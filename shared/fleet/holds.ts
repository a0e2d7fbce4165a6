import { endOfHold } from '../calendar/hold.ts';
import { parseDuration } from '../values/time/duration.ts';
import type { Fleet } from './fleet.ts';
import type { TargetRow } from './survey/rows.ts';

/** A tag that asks to leave an instance alone, and whether it does: a text that is no date is *unclear*. Times in epoch ms. */
export interface Hold {
  readonly tag: string;
  readonly value: string;
  readonly is: 'in_force' | 'over' | 'void' | 'unclear';
  /** When it ends or has ended. */
  readonly until?: number;
  /** Its date is later than its fleet allows. */
  readonly too_long?: true;
}

/** What holds where no fleet says otherwise. */
export const USUAL_HOLD: Fleet['holds'] = { tag: 'upkeep-hold-until', longest: 'P60D' };

/**
 * What the tag of a fleet says at a time; undefined where an instance does not have it. A date holds until it is over in the
 * instance's region; what holds for longer than the fleet allows, from its first sight on, is void from then on.
 */
export function holdOf(
  { holds, region }: { readonly holds?: TargetRow['holds'] | undefined; readonly region: string },
  { tag, longest }: Fleet['holds'],
  now: number,
): Hold | undefined {
  const held = holds && Object.hasOwn(holds, tag) ? holds[tag] : undefined;
  if (!held) return undefined;
  const said = endOfHold(held.value, region);
  if (said === undefined) return { tag, value: held.value, is: 'unclear' };
  const until = Math.min(said, held.first_seen + (parseDuration(longest) ?? 0));
  const too_long = until < said;
  const is = now < until ? 'in_force' : too_long ? 'void' : 'over';
  return { tag, value: held.value, is, until, ...(too_long && { too_long }) };
}
