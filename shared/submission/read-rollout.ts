import { openFleetTable } from '../platform/platform.ts';
import type { Settings } from '../settings/settings.ts';
import { Misconfigured } from '../terms/errors.ts';
import { ROLLOUT_HEAD, type RolloutStanding, readStanding, rolloutKey } from '../terms/release.ts';

/** Where a rollout stands; undefined where nothing that can be read says so. Throws `PlatformUnavailable`, `Misconfigured`. */
export async function readRollout(
  rollout: string,
  { FLEET_TABLE }: Pick<Settings, 'FLEET_TABLE'>,
): Promise<RolloutStanding | undefined> {
  if (!FLEET_TABLE) throw new Misconfigured('FLEET_TABLE is needed to send what a rollout releases');
  const item = await openFleetTable(FLEET_TABLE).get({ pk: rolloutKey(rollout), sk: ROLLOUT_HEAD });
  return item && readStanding(item.doc);
}
