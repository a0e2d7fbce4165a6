import { MINUTE } from '../values/time/units.ts';

/** Gives each read its turn, in ms from `now` (epoch ms) on: in no minute more than `most` begin, those of `before` (epoch ms) included. */
export function paceOf(most: number, before: readonly number[] = []): (now: number) => number {
  const turns = before.slice(-most);
  return (now) => {
    const turn = Math.max(now, (turns.at(-most) ?? Number.NEGATIVE_INFINITY) + MINUTE);
    turns.push(turn);
    if (turns.length > most) turns.shift();
    return turn - now;
  };
}
