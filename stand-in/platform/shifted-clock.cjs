// Preloaded into a process whose clock is to differ: `Date` is shifted, or stands; timers and `performance` are left alone. `shiftTo` sets
// by how many ms it is shifted from now on.
'use strict';
const { _PLATFORM_CLOCK_OFFSET_MS, _PLATFORM_CLOCK_STANDS_AT: standsAt } = process.env;
delete process.env._PLATFORM_CLOCK_OFFSET_MS;
delete process.env._PLATFORM_CLOCK_STANDS_AT;

let offset = Number(_PLATFORM_CLOCK_OFFSET_MS);
const now = Date.now;
Date.now = standsAt === undefined ? () => now() + offset : () => Number(standsAt);

globalThis.Date = new Proxy(Date, {
  construct: (date, given, as) => Reflect.construct(date, given.length > 0 ? given : [date.now()], as),
  apply: (date) => new date(date.now()).toString(),
});
Date.prototype.constructor = globalThis.Date;

exports.shiftTo = (ms) => {
  offset = ms;
};
