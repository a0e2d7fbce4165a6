/** osls takes a CommonJS file here; what it returns is compiled from policy.yml. */
module.exports = async ({ resolveVariable }) =>
  (await import('./policy-of.ts')).policyOf(await resolveVariable('sls:stage'));
