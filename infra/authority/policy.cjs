const { compiles } = require('../osls-command.cjs');

/** osls takes a CommonJS file here; what it returns is compiled from policy.yml. */
module.exports = async ({ resolveVariable }) =>
  compiles ? (await import('./policy-of.ts')).policyOf(await resolveVariable('sls:stage')) : '';
