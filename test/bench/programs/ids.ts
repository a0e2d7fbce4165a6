const ENGINES = ['in06', 'in12', 'in13'];

let last = Date.now() * 1000;

/** A number that neither this process nor an earlier one has had: what was patched before would be locked for its job. */
export const unique = (): number => ++last;

/** So many GeminiDB instance ids of three engines that no other call got or gets. */
export const instanceIds = (count: number): string[] =>
  Array.from(
    { length: count },
    (_, i) => `${String(unique()).padStart(32, '0')}${ENGINES[i % ENGINES.length]}`,
  );
