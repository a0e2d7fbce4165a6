import { exampleWaves, type Rehearsable } from './examples.ts';
import { beforeSending } from './refusals/before-sending.ts';
import { byTheCloud } from './refusals/by-the-cloud.ts';
import { lostReplies } from './refusals/lost-replies.ts';
import type { Wave } from './scene.ts';

/** All that is played, in order: the examples of the vendor's pages, then what goes wrong. */
export const scenes = (operations: readonly Rehearsable[]): Wave[] => [
  ...exampleWaves(operations),
  beforeSending,
  byTheCloud,
  lostReplies,
];
