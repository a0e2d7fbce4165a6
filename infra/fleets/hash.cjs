const { compiles } = require('../osls-command.cjs');

/** osls takes a CommonJS file here; what it returns is the hash of what fleets.yml compiles to. */
module.exports = async ({ resolveVariable }) => {
  if (!compiles) return '';
  const [{ calendarOf }, { fleetsOf }, { hashOfFleets }] = await Promise.all([
    import('../calendar/calendar-of.ts'),
    import('./fleets-of.ts'),
    import('./bundle-fleets.ts'),
  ]);
  const [stage, at] = [await resolveVariable('sls:stage'), { now: Date.now() }];
  return hashOfFleets(fleetsOf(stage, calendarOf(stage, at), at));
};
