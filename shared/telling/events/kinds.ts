import { instanceReleased } from './instance-released.ts';
import { jobEnded } from './job-ended.ts';
import type { EventKind } from './kind.ts';
import { paused } from './paused.ts';
import { requestSettled } from './request-settled.ts';
import { resumed } from './resumed.ts';
import { ROLLOUT_KINDS } from './rollouts.ts';

/** The kinds of events of single requests, and of what people do to them. */
export const SINGLE_KINDS: readonly EventKind[] = [
  requestSettled,
  jobEnded,
  paused,
  resumed,
  instanceReleased,
];

/** Every kind of event that is written to the bus. */
export const KINDS: readonly EventKind[] = [...SINGLE_KINDS, ...Object.values(ROLLOUT_KINDS)];
