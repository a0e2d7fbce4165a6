import { type Gate, GO, notThisRun } from './gate.ts';

/** Once the cloud throttles one of a batch, nothing more of that is sent. */
export const throttle: Gate = {
  at: ['claiming', 'leaving'],
  ask: ({ run }) =>
    run?.throttled ? notThisRun('the cloud throttles this batch: nothing more of it is sent now') : GO,
};
