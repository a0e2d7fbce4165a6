import type { Lasts } from '../../../shared/durations/lasts.ts';
import type { Foreseen } from '../../../shared/fleet/forecast/forecast.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import type { RolloutTarget } from '../../../shared/fleet/rollout/target.ts';
import { fitting } from '../../../shared/fleet/steering/fitting.ts';
import { MINUTE } from '../../../shared/values/time/units.ts';
import { NOW } from '../why/rollout.ts';

/** What a forecast goes by where work lasts so long (30 minutes, proven), with what is said otherwise. */
export function foreseen(
  head: RolloutHead,
  targets: readonly RolloutTarget[],
  lasts: Lasts = { ms: 30 * MINUTE },
  more: Partial<Foreseen> = {},
): Foreseen {
  return {
    head,
    targets,
    now: NOW,
    lastsOf: () => lasts,
    lasts: () => lasts.ms,
    starts: () => undefined,
    backUp: () => undefined,
    fit: fitting(head, head.calendar, { lasts: () => lasts.ms, lifted: () => [] }, NOW),
    away: new Map(),
    ...more,
  };
}
