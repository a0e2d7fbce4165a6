import type { Ending, EndingScript } from './ending.ts';
import type { WorkOrder } from './exchange.ts';
import type { JobFault } from './faults.ts';
import { type State, taskKey } from './state.ts';
import type { Work } from './work.ts';

/** Puts ordered work on the books, as the state's settings, the faults that befall it and its ending have it. */
export const startWork = (
  order: WorkOrder,
  {
    call,
    faults,
    endings,
    state,
    now,
  }: { call: string; faults: JobFault[]; endings: EndingScript; state: State; now: number },
): Work => {
  const fault: JobFault = Object.assign({ kind: 'job' }, ...faults);
  const { target: _, starts: ordered, ...rest } = order;
  const ending = fault.ending ?? (fault.unchanged ? { how: 'unchanged' } : endings.take(order));
  const duration = runningTime(ending) ?? fault.durationMs ?? state.jobDurationMs;
  // contract §7.1: only TaurusDB's immediate jobs have a Pending; its length is not documented [?].
  const pending = order.service === 'taurusdb' ? Math.min(10_000, duration / 10) : 0;
  const starts = ordered ?? now + pending;
  const work: Work = {
    ...rest,
    name: fault.name ?? order.name,
    call,
    created: now,
    visible: now + (fault.lateMs ?? state.visibilityDelayMs),
    starts,
    ends: Math.max(starts, now) + duration,
    listed: !fault.unlisted,
    ...traceOf(ending, now),
    change: ending.how === 'unchanged' ? { kind: 'none' } : order.change,
    ending: ending.how,
    settled: false,
  };
  if (ordered === undefined) state.jobs.set(work.id, work);
  else state.tasks.set(taskKey(work), work);
  return work;
};

/** How long the work runs once started; undefined for the usual time. */
const runningTime = (ending: Ending): number | undefined => {
  if (ending.how === 'never') return Number.POSITIVE_INFINITY;
  return ending.how === 'vanishes' ? undefined : ending.afterMs;
};

/** What the ending leaves on the work beside its time. */
const traceOf = (ending: Ending, now: number): Partial<Work> => {
  if (ending.how === 'failed') return { fail_reason: ending.fail_reason };
  if (ending.how === 'lags') return { lagMs: ending.lagMs };
  if (ending.how === 'vanishes') return { vanishes: now + (ending.afterMs ?? 0) };
  return ending.how === 'canceled' ? { cancels: now + (ending.afterMs ?? 0) } : {};
};
