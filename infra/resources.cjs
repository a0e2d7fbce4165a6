const { compiles, deploys } = require('./osls-command.cjs');

/** osls takes a CommonJS file here; what it returns is computed from the catalogue. */
module.exports = async ({ resolveVariable }) =>
  compiles ? (await import('./resources.ts')).resources(await resolveVariable('sls:stage'), { deploys }) : {};
