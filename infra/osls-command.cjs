/**
 * What osls was called for, which it does not say; it takes its command before any option. `compiles`: it makes a template.
 * Whatever else it does, such as `info` and `remove`, must work on a stage whose schedules or variables are no longer right.
 */
const [, , command] = process.argv;
module.exports = { compiles: ['deploy', 'package'].includes(command), deploys: command === 'deploy' };
