import { answerCloud } from '../stub/cloud.ts';
import { newWorld } from '../stub/world.ts';
import { cutNetwork } from './no-network.ts';
import { settings } from './settings.ts';

const world = newWorld();
cutNetwork((path, body) => answerCloud({ path, target: '', body }, world));

process.on('exit', () => {
  const { submissions } = world.counts;
  const expected = settings.warmUp + settings.calls;
  if (submissions !== expected) throw new Error(`${submissions} calls were made, expected ${expected}`);
});

// The same loop as a warm function's, with an answer out of memory instead of a network.
await import('./warm.ts');
