const { compiles } = require('../osls-command.cjs');

/** osls takes a CommonJS file here; what it returns is the hash of what fleets.yml compiles to. */
module.exports = async ({ resolveVariable }) => {
  if (!compiles) return '';
  const [{ fleetsOf }, { hashOfFleets }] = await Promise.all([
    import('./fleets-of.ts'),
    import('./bundle-fleets.ts'),
  ]);
  return hashOfFleets(fleetsOf(await resolveVariable('sls:stage'), { now: Date.now() }));
};
