import { dice } from './dice.ts';
import type { Script } from './script.ts';

/** One sweep in thirty is killed between queueing and setting due later, or before. */
export function sweepScript(seed: number, id: string): Script {
  const roll = dice(seed, id, 'sweep');
  const point = roll.pick(['sweep-before', 'sweep-after'] as const);
  return {
    scenario: 'sweep',
    submissions: [],
    strikes: roll.chance(1 / 30) ? [{ how: 'kill', point, nth: 1 }] : [],
  };
}
