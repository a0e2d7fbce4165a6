import { dayIn } from '../../values/time/both-clocks.ts';
import type { Facts } from './facts.ts';
import { type ForeseenStart, isAwaited, isToStart, stepsOf } from './foresight.ts';
import { aheadText, movedText } from './notice-words.ts';
import type { RolloutHead } from './rollout.ts';
import { told } from './state.ts';

/** The head with what people are told ahead at a time (epoch ms): of each wave once at each step of its fleet, and again where its day has moved. */
export function noticed(
  head: RolloutHead,
  { foreseen, paused }: Pick<Facts, 'foreseen' | 'paused'>,
  now: number,
): RolloutHead {
  if (!foreseen || foreseen === 'stale' || foreseen.decision !== head.decision || !isAwaited(head))
    return head;
  return foreseen.waves
    .filter(({ operations }) => !operations.every(({ name }) => paused(name) !== undefined))
    .reduce((after, one) => ahead(after, one, now), head);
}

function ahead(head: RolloutHead, one: ForeseenStart, now: number): RolloutHead {
  const { wave: name, starts, zone } = one;
  const wave = head.waves.find((other) => other.name === name);
  if (!wave || !isToStart(wave) || starts <= now) return head;
  const known = head.ahead?.[name];
  const isMoved = known !== undefined && dayIn(known.starts, zone) !== dayIn(starts, zone);
  const due = stepsOf(head).filter((step) => starts - step <= now);
  const step = due.length > 0 ? Math.min(...due) : undefined;
  const isNext = step !== undefined && step < (known?.step ?? Number.POSITIVE_INFINITY);
  if (!isMoved && !isNext) return head;
  const words = isMoved ? movedText(head, one, known.starts) : aheadText(head, one);
  const noted = { starts, ...(step !== undefined && { step }) };
  return told({ ...head, ahead: { ...head.ahead, [name]: noted } }, 'notice_ahead', words, now, name);
}
