import type { WorkOrder } from './exchange.ts';
import type { JobFault } from './faults.ts';
import { type State, taskKey } from './state.ts';
import type { Work } from './work.ts';

/** Puts ordered work on the books, as the state's settings and the faults that befall it have it. */
export const startWork = (order: WorkOrder, faults: JobFault[], state: State, now: number): Work => {
  const fault: JobFault = Object.assign({ kind: 'job' }, ...faults);
  const { target: _, starts: ordered, ...rest } = order;
  const duration = fault.durationMs ?? state.jobDurationMs;
  // contract §7.1: only TaurusDB's immediate jobs have a Pending; its length is not documented [?].
  const pending = order.service === 'taurusdb' ? Math.min(10_000, duration / 10) : 0;
  const starts = ordered ?? now + pending;
  const work: Work = {
    ...rest,
    name: fault.name ?? order.name,
    created: now,
    visible: now + (fault.lateMs ?? state.visibilityDelayMs),
    starts,
    ends: fault.neverEnds ? Number.POSITIVE_INFINITY : Math.max(starts, now) + duration,
    listed: !fault.unlisted,
    ...(fault.fail_reason === undefined ? {} : { fail_reason: fault.fail_reason }),
    change: fault.unchanged ? { kind: 'none' } : order.change,
    settled: false,
  };
  if (ordered === undefined) state.jobs.set(work.id, work);
  else state.tasks.set(taskKey(work), work);
  return work;
};
