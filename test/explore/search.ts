import { type Dice, dice } from '../chaos/dice.ts';
import type { Passed } from './edges.ts';
import { type Edge, FAULTS } from './faults.ts';
import { calm, type Plan, type PlannedFault } from './plan.ts';
import type { Ran } from './run.ts';
import type { Scenario } from './scenarios.ts';

/** How far a search goes: numbers of plans; *all* means every single fault, or every pair of faults, there is. */
export interface Extent {
  readonly singles: number | 'all';
  readonly pairs: number | 'all';
  readonly random: number;
  readonly seed: number;
}

/** Runs a plan of a scenario. */
export type Try = (plan: Plan, scenario: Scenario) => Promise<Ran>;

interface Single extends PlannedFault {
  readonly scenario: Scenario;
  readonly edge: Edge;
}

/**
 * Tries every scenario as it should be, then with single faults, then with pairs of them, the second at whatever was asked
 * after the first, and then with random plans. `found` hears of each run in which a promise was broken, and says when it is enough.
 */
export async function search(
  scenarios: readonly Scenario[],
  { singles, pairs, random, seed }: Extent,
  attempt: Try,
  found: (plan: Plan, scenario: Scenario, ran: Ran) => Promise<'go on' | 'enough'>,
): Promise<void> {
  let enough = false;
  const run = async (plan: Plan, scenario: Scenario): Promise<Ran> => {
    const ran = await attempt(plan, scenario);
    if (ran.broken.length > 0 && !enough) enough = (await found(plan, scenario, ran)) === 'enough';
    return ran;
  };
  const every: Single[] = [];
  const lengths = new Map<Scenario, number>();
  for (const scenario of scenarios) {
    if (enough) return;
    const { passed } = await run(calm(scenario.name), scenario);
    lengths.set(scenario, passed.length);
    every.push(...possible(passed, 0).map((fault) => ({ ...fault, scenario })));
  }
  const roll = dice('faults', seed);
  const chosen = singles === 'all' ? every : spread(every, singles, roll);
  for (const { scenario, nth, fault } of chosen) {
    if (enough) return;
    const plan = { ...calm(scenario.name), faults: [{ nth, fault }] };
    const { passed } = await run(plan, scenario);
    const next = possible(passed, nth);
    for (const second of pairs === 'all' ? next : spread(next, atRandom(pairs / chosen.length, roll), roll)) {
      const faults = [...plan.faults, { nth: second.nth, fault: second.fault }];
      await run({ ...plan, faults }, scenario);
    }
  }
  for (let nth = 0; nth < random && !enough; nth++) {
    const scenario = dice('scenario', seed, nth).pick(scenarios);
    await run(randomPlan(scenario, lengths.get(scenario) ?? 0, seed, nth), scenario);
  }
}

/** Every fault at every request that was passed after the one of that number. */
const possible = (passed: readonly Passed[], after: number): Omit<Single, 'scenario'>[] =>
  passed.flatMap(({ nth, edge }) => (nth > after ? FAULTS[edge].map((fault) => ({ nth, fault, edge })) : []));

/** So many of them, of each kind of fault at each kind of edge as many as of any other. */
function spread<One extends Omit<Single, 'scenario'>>(all: readonly One[], most: number, roll: Dice): One[] {
  const drawn = all.map((one) => [roll.next(), one] as const).sort(([one], [other]) => one - other);
  const kinds = Object.values(Object.groupBy(drawn, ([, { edge, fault }]) => `${edge} ${fault}`));
  const ranked = kinds.flatMap((kind = []) => kind.map(([first, one], rank) => [rank + first, one] as const));
  return ranked
    .sort(([one], [other]) => one - other)
    .slice(0, most)
    .map(([, one]) => one);
}

/** A whole number whose mean is `share`. */
const atRandom = (share: number, roll: Dice) => Math.floor(share) + (roll.next() < share % 1 ? 1 : 0);

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
