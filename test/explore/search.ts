import { dice } from '../chaos/dice.ts';
import type { Passed } from './edges.ts';
import { FAULTS } from './faults.ts';
import { calm, type Plan, type PlannedFault } from './plan.ts';
import type { Ran } from './run.ts';
import type { Scenario } from './scenarios.ts';

/** How far a search goes; `pairs` and `random` are numbers of plans, *all* means every pair of faults there is. */
export interface Extent {
  readonly pairs: number | 'all';
  readonly random: number;
  readonly seed: number;
}

/** Runs a plan of a scenario. */
export type Try = (plan: Plan, scenario: Scenario) => Promise<Ran>;

/**
 * Tries every scenario as it should be, with every single fault, then with pairs of faults, the second at whatever was asked
 * after the first, and then with random plans. `found` hears of each run in which a promise was broken.
 */
export async function search(
  scenarios: readonly Scenario[],
  { pairs, random, seed }: Extent,
  attempt: Try,
  found: (plan: Plan, scenario: Scenario, ran: Ran) => Promise<void>,
): Promise<void> {
  const run = async (plan: Plan, scenario: Scenario): Promise<Ran> => {
    const ran = await attempt(plan, scenario);
    if (ran.broken.length > 0) await found(plan, scenario, ran);
    return ran;
  };
  const singles: { scenario: Scenario; plan: Plan; next: readonly PlannedFault[] }[] = [];
  const lengths = new Map<Scenario, number>();
  for (const scenario of scenarios) {
    const plan = calm(scenario.name);
    const { passed } = await run(plan, scenario);
    lengths.set(scenario, passed.length);
    for (const fault of possible(passed, 0)) {
      const single = { ...plan, faults: [fault] };
      const ran = await run(single, scenario);
      singles.push({ scenario, plan: single, next: possible(ran.passed, fault.nth) });
    }
  }
  const roll = dice('pairs', seed);
  for (const { scenario, plan, next } of singles) {
    if (next.length === 0) continue;
    const share = pairs === 'all' ? next.length : pairs / singles.length;
    const some =
      pairs === 'all' ? next : Array.from({ length: atRandom(share, roll.next()) }, () => roll.pick(next));
    for (const second of some) {
      await run({ ...plan, faults: [...plan.faults, second] }, scenario);
    }
  }
  for (let nth = 0; nth < random; nth++) {
    const scenario = dice('scenario', seed, nth).pick(scenarios);
    await run(randomPlan(scenario, lengths.get(scenario) ?? 0, seed, nth), scenario);
  }
}

/** Every fault at every request that was passed after the one of that number. */
const possible = (passed: readonly Passed[], after: number): PlannedFault[] =>
  passed.flatMap(({ nth, edge }) => (nth > after ? FAULTS[edge].map((fault) => ({ nth, fault })) : []));

/** A whole number whose mean is `share`. */
const atRandom = (share: number, drawn: number) => Math.floor(share) + (drawn < share % 1 ? 1 : 0);

const EVERY_FAULT = [...new Set(Object.values(FAULTS).flat())].filter((fault) => fault !== 'gone');
const MOST_FAULTS = 5;
const MOST_SKEW = 4;

/** One to five faults and clocks up to four minutes apart. A fault that its edge does not know does nothing. */
function randomPlan({ name }: Scenario, length: number, seed: number, nth: number): Plan {
  const roll = dice('random', seed, nth);
  const faults = Array.from({ length: roll.between(1, MOST_FAULTS) }, () => ({
    nth: roll.between(1, Math.ceil(length * 1.5)),
    fault: roll.pick(EVERY_FAULT),
  }));
  const skew = () => (roll.chance(0.5) ? roll.between(-MOST_SKEW, MOST_SKEW) : 0);
  return {
    scenario: name,
    cloudAhead: skew(),
    clockAhead: skew(),
    faults: faults.sort((one, other) => one.nth - other.nth),
  };
}
