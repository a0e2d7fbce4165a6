import type { Ended, Ending } from '../../stand-in/cloud/ending.ts';
import type { Dice } from './dice.ts';

type Share = readonly [share: number, draw: (roll: Dice, pace: number) => Ending];

const running = (roll: Dice, pace: number) => ({ afterMs: roll.between(500, 3500) * pace });

const ENDINGS: readonly Share[] = [
  [66, (roll, pace) => ({ how: 'completed', ...running(roll, pace) })],
  [
    8,
    (roll, pace) => ({
      how: 'failed',
      fail_reason: `node ${roll.between(1, 9)} is down`,
      ...running(roll, pace),
    }),
  ],
  [5, (roll, pace) => ({ how: 'unchanged', ...running(roll, pace) })],
  [3, (roll, pace) => ({ how: 'unprovable', ...running(roll, pace) })],
  [5, (roll, pace) => ({ how: 'lags', lagMs: roll.between(200, 1200) * pace, ...running(roll, pace) })],
  [2, (roll, pace) => ({ how: 'lags', lagMs: 8000 * pace, ...running(roll, pace) })],
  [4, (roll, pace) => ({ how: 'canceled', afterMs: roll.between(300, 6000) * pace })],
  [3, () => ({ how: 'never' })],
  [4, (roll, pace) => ({ how: 'vanishes', afterMs: roll.between(0, 2500) * pace })],
];

/** By then every look for a lost hotfix is over, whose record is all that shows it before it starts. */
const HOTFIX_VANISHES_MS = 11_000;

/** Then somebody stops what never ends, where others wait for the instance. */
const STOPPED_MS = 9000;

/**
 * How a piece of work ends. What no list shows while it runs must leave the change it promised behind: it would have left
 * no trace at all, and its absence would be proven.
 */
export function drawEnding(
  roll: Dice,
  { name }: Ended,
  { hidden, shared }: { hidden: boolean; shared: boolean },
  pace: number,
): Ending {
  const [, draw] = roll.draw(ENDINGS);
  const ending = draw(roll, pace);
  if (hidden) return { how: 'completed', ...running(roll, pace) };
  if (shared && ending.how === 'never') return { how: 'canceled', afterMs: STOPPED_MS * pace };
  return ending.how === 'vanishes' && name === 'HOTFIX_VERSION_UPGRADE'
    ? { how: 'vanishes', afterMs: HOTFIX_VANISHES_MS * pace }
    : ending;
}
