import type { Entry } from '../ledger/entry/entry.ts';
import { jobKey, settledKey } from '../ledger/entry/following.ts';
import type { BusEvent } from '../platform/ports.ts';
import type { Operation } from '../terms/operation.ts';
import { endedEvent } from './events/job-ended.ts';
import { settledEvent } from './events/request-settled.ts';
import type { Names } from './names.ts';

/** The events of an entry that the bus still has to take, each with one sentence for people; secrets masked. */
export const eventsOf = (operation: Operation, entry: Entry, names: Names): BusEvent[] =>
  (entry.events ?? []).flatMap((key) => {
    if (entry.settled_at !== undefined && key === settledKey(entry.settled_at)) {
      return [settledEvent(operation, entry, key, entry.settled_at, names)];
    }
    const job = (entry.jobs ?? []).find((one) => jobKey(one) === key);
    return job?.end ? [endedEvent(operation, entry, job, job.end, names)] : [];
  });
