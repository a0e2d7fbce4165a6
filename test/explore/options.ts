import { badArguments, readArguments } from '../../stand-in/read-arguments.ts';
import { type Plan, readPlan } from './plan.ts';
import type { Extent } from './search.ts';

/** What the command was asked for. */
export interface Options extends Extent {
  /** Replays this instead of searching. */
  readonly plan?: Plan;
  /** Only scenarios whose name holds this. */
  readonly scenario: string;
  /** The functions' `TIMING`, as JSON. */
  readonly timing: string;
  /** How many broken promises of different kinds end the search. */
  readonly most: number;
}

export const USAGE =
  "usage: npm run explore -- [--singles all|1000] [--pairs 1000|all] [--random 500] [--seed 1] [--scenario TEXT] [--timing JSON] [--most 10] [--plan 'TEXT']";

/** Reads the command line; ends the process with 64 when it is wrong. */
export function readOptions(): Options {
  const values = readArguments(USAGE, {
    singles: { type: 'string', default: 'all' },
    pairs: { type: 'string', default: '1000' },
    random: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    scenario: { type: 'string', default: '' },
    timing: { type: 'string', default: '{}' },
    most: { type: 'string', default: '10' },
    plan: { type: 'string' },
  });
  const whole = (name: 'singles' | 'pairs' | 'random' | 'seed' | 'most') => {
    if (!/^\d{1,7}$/.test(values[name])) badArguments(USAGE, `--${name}: expected a whole number`);
    return Number(values[name]);
  };
  return {
    singles: values.singles === 'all' ? 'all' : whole('singles'),
    pairs: values.pairs === 'all' ? 'all' : whole('pairs'),
    random: whole('random'),
    seed: whole('seed'),
    most: whole('most'),
    scenario: values.scenario,
    timing: values.timing,
    ...(values.plan !== undefined && { plan: planIn(values.plan) }),
  };
}

function planIn(text: string): Plan {
  try {
    return readPlan(text);
  } catch (error) {
    return badArguments(USAGE, `--plan: ${error instanceof Error ? error.message : String(error)}`);
  }
}
