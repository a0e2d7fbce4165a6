import { resolve } from 'node:path';
import type { Bench } from '../bench.ts';
import type { ForecastCost } from '../results.ts';
import { runProgram } from '../run-program.ts';

const COUNT = 10_000;

/** What a forecast of that many targets costs, of which most are left. */
export async function measureForecasts({ compiled }: Bench): Promise<ForecastCost> {
  const none = {
    name: 'forecast',
    handler: resolve('dist/steer-rollouts/index.mjs'),
    environment: {},
    batch: 1,
  };
  const cost = await runProgram<Omit<ForecastCost, 'targets'>>(compiled, 'forecast', none, { calls: COUNT });
  return { ...cost, targets: COUNT };
}
