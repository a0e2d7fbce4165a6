const { compiles } = require('../osls-command.cjs');

/** osls takes a CommonJS file here; what it returns is compiled from policy.yml. */
module.exports = async ({ resolveVariable }) => {
  if (!compiles) return '';
  const [{ calendarOf }, { policyOf }] = await Promise.all([
    import('../calendar/calendar-of.ts'),
    import('./policy-of.ts'),
  ]);
  const stage = await resolveVariable('sls:stage');
  return policyOf(stage, calendarOf(stage, { now: Date.now() }));
};
