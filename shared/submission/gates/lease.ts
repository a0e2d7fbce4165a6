import { type Gate, GO, notThisRun } from './gate.ts';

/** The claim still keeps other runs away. */
export const lease: Gate = {
  at: ['leaving'],
  ask: ({ now, run }) =>
    run?.lease_until !== undefined && now >= run.lease_until
      ? notThisRun('the lease on this request is over')
      : GO,
};
