// Preloaded into a process whose clock is to differ: `Date` is shifted, or stands; timers and `performance` are left alone.
'use strict';
const { _PLATFORM_CLOCK_OFFSET_MS: offset, _PLATFORM_CLOCK_STANDS_AT: standsAt } = process.env;
delete process.env._PLATFORM_CLOCK_OFFSET_MS;
delete process.env._PLATFORM_CLOCK_STANDS_AT;

const now = Date.now;
Date.now = standsAt === undefined ? () => now() + Number(offset) : () => Number(standsAt);

globalThis.Date = new Proxy(Date, {
  construct: (date, given, as) => Reflect.construct(date, given.length > 0 ? given : [date.now()], as),
  apply: (date) => new date(date.now()).toString(),
});
Date.prototype.constructor = globalThis.Date;
