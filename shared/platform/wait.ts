/** Waits so many milliseconds. The module behind it is loaded with the first wait: most runs have none. */
export const wait = (ms: number): Promise<void> =>
  process.getBuiltinModule('node:timers/promises').setTimeout(ms);
