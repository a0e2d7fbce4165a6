// Preloaded into a sandbox whose clock is to differ: shifts `Date`, and leaves timers and `performance` alone.
'use strict';
const offset = Number(process.env._PLATFORM_CLOCK_OFFSET_MS);
delete process.env._PLATFORM_CLOCK_OFFSET_MS;

const now = Date.now;
Date.now = () => now() + offset;

globalThis.Date = new Proxy(Date, {
  construct: (date, given, as) => Reflect.construct(date, given.length > 0 ? given : [date.now()], as),
  apply: (date) => new date(date.now()).toString(),
});
Date.prototype.constructor = globalThis.Date;
