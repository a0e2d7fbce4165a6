import { deadline } from './deadline.ts';
import { endsBy } from './ends-by.ts';
import type { Facts } from './facts.ts';
import { freeze } from './freeze.ts';
import { type Answer, type Gate, GO, type Moment, type Needed } from './gate.ts';
import { hour } from './hour.ts';
import { lease } from './lease.ts';
import { notBefore } from './not-before.ts';
import { pause } from './pause.ts';
import { policy } from './policy.ts';
import { rollout } from './rollout.ts';
import { throttle } from './throttle.ts';
import { timeLeft } from './time-left.ts';
import { tooLate } from './too-late.ts';
import { window } from './window.ts';

/** Every gate, in the order in which they are asked. */
const GATES: readonly Gate[] = [
  throttle,
  timeLeft,
  lease,
  tooLate,
  endsBy,
  freeze,
  window,
  notBefore,
  deadline,
  policy,
  rollout,
  pause,
  hour,
];

/** How the facts are read that gates need; each may go by those known so far. */
export type Readings = {
  readonly [Name in Needed]?: (known: Facts) => Facts[Name] | Promise<Facts[Name]>;
};

/**
 * May it leave, as far as can be said at this moment? The first answer that is not go. What a gate needs is read when its
 * turn comes. Throws as the readings do.
 */
export async function ask(moment: Moment, facts: Facts, readings: Readings = {}): Promise<Answer> {
  let known = facts;
  for (const { at, needs, ask } of GATES) {
    if (!at.includes(moment)) continue;
    if (needs && readings[needs]) known = { ...known, [needs]: await readings[needs](known) };
    const answer = ask(known);
    if (answer.says !== 'go') return answer;
  }
  return GO;
}
