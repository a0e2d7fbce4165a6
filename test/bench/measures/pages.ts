import { resolve } from 'node:path';
import type { Bench } from '../bench.ts';
import { startLargeFleet } from '../large-fleet.ts';
import { LARGE_FLEETS } from '../large-fleets.ts';
import { largeRollouts } from '../large-rollouts.ts';
import type { PageCost } from '../results.ts';
import { runProgram } from '../run-program.ts';

const INSTANCES = 10_000;
const [CALLS, QUICK_CALLS] = [60, 15];

/** What views cost of ten thousand instances, and of a rollout of as many targets: the median of their CPU, and how large they are. */
export async function measurePages({ compiled, options }: Bench): Promise<PageCost[]> {
  const now = Date.now();
  const table = await startLargeFleet(INSTANCES, now, LARGE_FLEETS, largeRollouts(now));
  try {
    const { pages } = await runProgram<{ pages: PageCost[] }>(
      compiled,
      'page',
      {
        name: 'pages',
        // It loads none.
        handler: resolve('dist/patch-databases/index.mjs'),
        environment: {
          AWS_REGION: 'eu-west-1',
          AWS_ACCESS_KEY_ID: 'AKIABENCH',
          AWS_SECRET_ACCESS_KEY: 'secret-key-of-the-bench',
          AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
        },
        batch: 1,
      },
      { calls: options.quick ? QUICK_CALLS : CALLS },
    );
    return pages;
  } finally {
    table.close();
  }
}
