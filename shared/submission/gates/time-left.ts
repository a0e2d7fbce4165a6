import { type Gate, GO, notThisRun } from './gate.ts';

/** What is left of the invocation is enough for a call and for writing down its answer. */
export const timeLeft: Gate = {
  at: ['claiming', 'leaving'],
  ask: ({ run }) =>
    run && run.left_ms < run.needs_ms
      ? notThisRun(`${run.left_ms} ms are left of this invocation, a submission needs ${run.needs_ms}`)
      : GO,
};
