// Preloaded into a process on a machine that runs everything at once: what is waited for longer than other waits has longer to come.
'use strict';
const LONG_MS = 2000;
const { _PLATFORM_PATIENCE: patience } = process.env;
delete process.env._PLATFORM_PATIENCE;

const after = globalThis.setTimeout;
globalThis.setTimeout = (then, ms = 0, ...given) =>
  after(then, ms > LONG_MS ? ms * Number(patience) : ms, ...given);
