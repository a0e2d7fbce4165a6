import { pauseText } from '../../ledger/pause.ts';
import { type Gate, GO, wait } from './gate.ts';

/**
 * Nobody has paused it. What counts is asked after the claim, so that whoever pauses and then reads the ledger sees every
 * request that is sent all the same; what is asked before saves reads and the hour.
 */
export const pause: Gate = {
  at: ['arrived', 'checked', 'claimed'],
  needs: 'pause',
  ask: ({ pause }) => (pause ? wait(pauseText(pause)) : GO),
};
