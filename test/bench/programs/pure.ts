import { answerCloud } from '../stub/cloud.ts';
import { newWorld } from '../stub/world.ts';
import { cutNetwork } from './no-network.ts';

const world = newWorld();
cutNetwork((path, body) => answerCloud({ path, target: '', body }, world));

// The same loop as a warm function's, with an answer out of memory instead of a network.
await import('./warm.ts');
