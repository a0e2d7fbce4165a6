import { decisionRefused } from './decision-refused.ts';
import { instanceReleased } from './instance-released.ts';
import { jobEnded } from './job-ended.ts';
import type { EventKind } from './kind.ts';
import { overdue } from './overdue.ts';
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

/** The kinds that a change desk alone is told. */
const DESK_ONLY_KINDS: readonly EventKind[] = [decisionRefused];

/** The kinds of events of fleets, which say whom their fleet tells. */
export const FLEET_KINDS: readonly EventKind[] = [...Object.values(ROLLOUT_KINDS), overdue];

/** Every kind of event that is written to the bus. */
export const KINDS: readonly EventKind[] = [...SINGLE_KINDS, ...FLEET_KINDS, ...DESK_ONLY_KINDS];
