/** osls takes a CommonJS file here; what it returns is computed from the catalogue. */
module.exports = async ({ resolveVariable }) =>
  (await import('./resources.ts')).resources(await resolveVariable('sls:stage'));
