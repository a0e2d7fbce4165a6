import type { Fleets } from '../../../shared/fleet/fleet.ts';
import { readReleaseId } from '../../../shared/terms/release.ts';
import { beginAlarm } from '../../../stand-in/cloud/ces/alarm-histories.ts';
import type { Cloud } from '../../../stand-in/cloud/cloud.ts';
import type { Call } from '../../../stand-in/cloud/faults.ts';
import { dice } from '../dice.ts';
import type { Tally } from '../tally.ts';
import type { Diary } from './diary.ts';
import type { Made } from './made.ts';

/** One in so many targets behind a gate has an alarm from the beginning, and one gets one with its work. */
const SHARE = 0.4;

interface Field {
  readonly seed: number;
  readonly fleets: Fleets;
  readonly targets: ReadonlyMap<string, Made>;
  readonly cloud: Cloud;
  readonly diary: Diary;
  readonly tally: Tally;
}

/** Has alarms fire from the beginning; the answer has others begin with the release of a target, once each. */
export function startAlarms({
  seed,
  fleets,
  targets,
  cloud,
  diary,
  tally,
}: Field): (call: Call, request_id: string | undefined) => void {
  const begin = (target: string, name: string) => {
    tally.add(`accident alarm ${name}`);
    beginAlarm(cloud.state, target, { name, at: Date.now() });
  };
  const behindGates = [...targets.values()].filter(
    ({ fleet, wave }) => fleets[fleet]?.waves[wave]?.gate?.alarms !== undefined,
  );
  for (const { target } of behindGates) {
    if (dice(seed, target, 'old alarm').chance(SHARE)) begin(target, 'from before');
  }
  const due = new Set(
    behindGates.flatMap(({ target }) => (dice(seed, target, 'alarm').chance(SHARE) ? [target] : [])),
  );
  return (call, request_id = '') => {
    const release = readReleaseId(request_id);
    if (!release) return;
    for (const target of call.targets) {
      if (!due.delete(target) || !cloud.state.instances.has(target)) continue;
      begin(target, 'with the work');
      diary.alarms.set(target, release.rollout);
    }
  };
}
