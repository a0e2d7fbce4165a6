const ENGINES = ['in06', 'in12', 'in13'];

// An instance that was patched before, also by an earlier process, would be locked for its job.
let next = Date.now() * 1000;

/** So many GeminiDB instance ids of three engines that no other call got or gets. */
export const instanceIds = (count: number): string[] =>
  Array.from(
    { length: count },
    (_, i) => `${String(next++).padStart(32, '0')}${ENGINES[i % ENGINES.length]}`,
  );
