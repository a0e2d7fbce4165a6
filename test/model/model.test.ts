import { test } from '@jest/globals';
import fc from 'fast-check';
import { play } from './run.ts';

test('rollouts keep their promises whatever happens, and whenever their steps are stopped', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1_000_000, max: 100_000_000 }), async (seed) => {
      await play(seed, 1500);
    }),
    { numRuns: 300 },
  );
});
