import { exampleWaves } from './examples.ts';
import { followed } from './jobs/followed.ts';
import { deliveredTwice } from './once/delivered-twice.ts';
import { lostReplies } from './once/lost-replies.ts';
import { notYet } from './once/not-yet.ts';
import { wrongPassword } from './once/wrong-password.ts';
import { forbidden } from './policy/forbidden.ts';
import { paused } from './policy/paused.ts';
import type { Rehearsable } from './read-examples.ts';
import { beforeSending } from './refusals/before-sending.ts';
import { byPreflight } from './refusals/by-preflight.ts';
import { byTheCloud } from './refusals/by-the-cloud.ts';
import type { Wave } from './scene.ts';

/** All that is played, in order: the examples of the vendor's pages, then what goes wrong, then what it takes to send once, then what comes of it. */
export const scenes = (operations: readonly Rehearsable[]): Wave[] => [
  ...exampleWaves(operations),
  { ...beforeSending, scenes: [...beforeSending.scenes, ...forbidden, ...byPreflight] },
  byTheCloud,
  deliveredTwice,
  wrongPassword,
  paused,
  {
    title: 'kept in the ledger: not due yet, busy, or sent and no answer came',
    scenes: [...notYet, ...lostReplies],
  },
  followed,
];
