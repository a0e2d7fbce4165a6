import { HORIZON } from '../../calendar/opening.ts';
import type { BackUp } from '../../terms/operation.ts';
import { releaseId, type Stage } from '../../terms/release.ts';
import { parseInstant, utc } from '../../values/time/instant.ts';
import { MINUTE, SECOND } from '../../values/time/units.ts';
import { lastRelease } from './backup.ts';
import type { Facts, Starts, Write } from './facts.ts';
import type { InFlight, RolloutHead } from './rollout.ts';
import type { RolloutTarget } from './target.ts';

/** How long after it a release may still be sent. */
const GOOD_FOR = 15 * MINUTE;

/** The flight of a target that is reserved at a time (epoch ms): another try than those before. */
export const flightOf = (row: RolloutTarget, sk: string, at: number): InFlight => ({
  seq: row.seq,
  sk,
  wave: row.wave,
  attempt: row.attempt + 1,
  at,
  groups: row.groups,
});

/** So late the cloud may begin what it was to begin at a time: assumed, since no page says it. */
const BEGINS_LATE = 15 * MINUTE;

/**
 * From when on (epoch ms) an instance at rest says that nothing of a target is at work any more: what the cloud begins by itself may
 * not have begun before, whoever has heard of it.
 */
export function restCounts(row: RolloutTarget, { starts }: Pick<Facts, 'starts'>): number {
  const { operation, body, ended_at = 0 } = lastRelease(row);
  const { field } = starts(operation) ?? {};
  const begins = field === undefined ? undefined : parseInstant(String(body?.[field]))?.at;
  return begins === undefined ? ended_at : Math.max(ended_at, begins + BEGINS_LATE);
}

/** By what a target is released: what is, until when it may be at work, how the cloud starts it, and whether its hold tag counts no more. */
interface Terms {
  readonly closes: number | 'never';
  readonly stage: Stage | undefined;
  readonly starts: Starts | undefined;
  readonly backUp: BackUp | undefined;
  readonly isHoldVoid: boolean;
  readonly now: number;
}

/** The writes that reserve a target whose flight the head holds: the locks of its groups, then its row with the whole intent. */
export function reservation(
  head: RolloutHead,
  row: RolloutTarget,
  { attempt }: InFlight,
  terms: Terms,
): { readonly locks: readonly Write[]; readonly row: RolloutTarget } {
  const { reason: _, code: __, not_before: ___, stage: ____, ...rest } = row;
  return {
    locks: row.groups.map((group) => ({ of: 'lock', group, seq: row.seq })),
    row: {
      ...rest,
      state: 'reserved',
      ...(terms.stage !== undefined && { stage: terms.stage }),
      attempt,
      released_at: terms.now,
      body: bodyOf(head, row, attempt, terms),
    },
  };
}

/** The intent of one try: what the operation asks for, and the times and the state in which alone it may be sent. */
function bodyOf(
  { id, spec, good_until = Number.POSITIVE_INFINITY }: RolloutHead,
  { seq, region, project, instance, from, intent }: RolloutTarget,
  attempt: number,
  { closes, stage, starts, backUp, isHoldVoid, now }: Terms,
): Readonly<Record<string, unknown>> {
  const released = Math.floor(now / SECOND) * SECOND;
  const hold = isHoldVoid ? {} : { hold_tag: spec.holds.tag };
  // A backup asks for no version: one of a proxy's instance shows another.
  const expects = stage === 'backup' ? hold : { from, ...hold };
  return {
    ...(stage === 'backup' ? backUp?.intent(instance, released) : intent),
    request_id: releaseId({ rollout: id, seq, attempt, stage }),
    region,
    project_id: project,
    not_before: utc(released),
    not_after: utc(Math.min(released + GOOD_FOR, good_until)),
    ...(Object.keys(expects).length > 0 && { expects }),
    // Named always: else its work would have to end by `not_after`.
    ends_by: utc(closes === 'never' ? released + HORIZON : closes),
    ...(starts && { [starts.field]: utc(released + starts.after_ms) }),
  };
}
