import { afterAll, expect } from '@jest/globals';
import { beginToKeep, keepOutput } from '../../stand-in/secrets/kept.ts';
import { leaksIn } from '../../stand-in/secrets/leaks.ts';

// For every test file: nothing that left the product holds a secret that was used in it.
const kept = beginToKeep();
afterAll(async () => {
  for (const collect of kept.collectors) keepOutput('what was stored', ...(await collect().catch(() => [])));
  expect(leaksIn(kept).slice(0, 3)).toEqual([]);
});
