const { compiles, deploys } = require('./osls-command.cjs');

/** osls takes a CommonJS file here; what it returns is computed from the catalogue. */
module.exports = async ({ resolveVariable }) => {
  if (!compiles) return {};
  const [stage, guard] = await Promise.all(['sls:stage', 'param:ledger-guard'].map(resolveVariable));
  return (await import('./resources.ts')).resources(stage, { deploys, guarded: guard !== 'off' });
};
