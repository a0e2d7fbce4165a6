import { howMany } from '../../values/how-many.ts';
import type { RolloutHead, RolloutState } from './rollout.ts';

const OVER: readonly RolloutState[] = ['done', 'closed', 'lapsed', 'superseded', 'refused'];

/** Whether nothing of it is ever started again. */
export const isOver = ({ state }: Pick<RolloutHead, 'state'>): boolean => OVER.includes(state);

/** The code of a rollout that a person ended: it is over once nothing is at work. */
export const ABORTED = 'aborted';

type Kind = RolloutHead['outbox'][number]['kind'];

/** The head with something that people are told of, once. */
export function told(
  head: RolloutHead,
  kind: Kind,
  sentence: string,
  now: number,
  wave?: string,
): RolloutHead {
  const event_id = [head.id, kind, wave, head.decision, kind === 'wave_ended' ? 0 : now]
    .filter(Boolean)
    .join('/');
  return {
    ...head,
    outbox: [
      ...head.outbox,
      { event_id, kind, at: now, rollout: head.id, ...(wave !== undefined && { wave }), sentence },
    ],
  };
}

/** Nothing new starts; what runs is followed to its end. A rollout that is halted or over stays as it is. */
export function halted(head: RolloutHead, why: NonNullable<RolloutHead['why']>, now: number): RolloutHead {
  if (head.state === 'halted' || isOver(head)) return head;
  const { proceed: _, ...rest } = head;
  return told({ ...rest, state: 'halted', why }, 'halted', `halted: ${why.reason}`, now);
}

/** It is over; whoever kept a slot has it no more, and is named. */
export function over(
  head: RolloutHead,
  state: 'done' | 'closed' | 'lapsed',
  reason: string,
  now: number,
): RolloutHead {
  const { proceed: _, directed: __, ...rest } = head;
  const freed = head.kept.map(({ sk, result }) => `${sk} ${result.replaceAll('_', ' ')}`);
  const named =
    freed.length > 0
      ? `${reason}; nobody knows whether these are still at work: ${freed.join(', ')}`
      : reason;
  const why = { code: state, reason: named };
  const backups = head.waves.reduce((sum, wave) => sum + (wave.backups ?? 0), 0);
  const billed =
    backups > 0
      ? `; ${howMany(backups, 'backup')} made before the work: billed until somebody deletes them`
      : '';
  return told({ ...rest, state, why, kept: [], clearing: '' }, state, `${state}: ${named}${billed}`, now);
}

/** The number that a person's decision names: it rises when state, approvals or a wave's state change. */
export function numbered(before: RolloutHead, after: RolloutHead): RolloutHead {
  const isSame =
    before.state === after.state &&
    before.approvals.length === after.approvals.length &&
    before.waves.every(({ state }, index) => state === after.waves[index]?.state);
  return isSame ? after : { ...after, decision: before.decision + 1 };
}
