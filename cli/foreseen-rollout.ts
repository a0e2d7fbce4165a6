import { catalog } from '../functions/catalog.ts';
import { offering } from '../functions/offers.ts';
import { type WholeRollout, wholeRollout } from '../shared/desk/read-rollout.ts';
import { takingBack } from '../shared/desk/taking-back.ts';
import type { RolloutHead } from '../shared/fleet/rollout/rollout.ts';
import { readForecast } from '../shared/fleet/steering/read-forecast.ts';
import type { FleetTable } from '../shared/platform/fleet-ports.ts';
import type { Settings } from '../shared/settings/settings.ts';

/** All that is kept of a rollout, and what is foreseen of it by the calendar of its plan, and what can be taken back; `now` in epoch ms. Throws `PlatformUnavailable`. */
export async function foreseenRollout(
  table: FleetTable,
  head: RolloutHead,
  settings: Settings,
  now: number,
): Promise<WholeRollout> {
  const whole = await wholeRollout(table, head);
  const forecast = await readForecast(table, whole, { brought: await offering(), settings }, now);
  return { ...whole, forecast, back: takingBack(whole.targets, head, catalog) };
}
