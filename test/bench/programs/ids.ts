const ENGINES = ['in06', 'in12', 'in13'];

/** So many GeminiDB instance ids of three engines, all different. */
export const instanceIds = (count: number): string[] =>
  Array.from(
    { length: count },
    (_, i) => `${String(i).padStart(32, '0')}${ENGINES[i % ENGINES.length] ?? ''}`,
  );
