/** osls takes a CommonJS file here; what it returns is computed from the catalogue. It does not say what it was called for. */
module.exports = async ({ resolveVariable }) =>
  (await import('./resources.ts')).resources(await resolveVariable('sls:stage'), {
    deploys: process.argv.includes('deploy'),
  });
