import { resolve } from 'node:path';
import type { Bench } from '../bench.ts';
import type { PlanCost } from '../results.ts';
import { runProgram } from '../run-program.ts';

const COUNT = 10_000;

/** What a plan of that many rows costs, read, written and hashed as the documents of a table, without the table. */
export async function measurePlans({ compiled }: Bench): Promise<PlanCost> {
  const none = { name: 'plan', handler: resolve('dist/survey-fleet/index.mjs'), environment: {}, batch: 1 };
  const cost = await runProgram<Omit<PlanCost, 'rows'>>(compiled, 'plan', none, { calls: COUNT });
  return { ...cost, rows: COUNT };
}
