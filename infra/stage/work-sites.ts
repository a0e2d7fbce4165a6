import type { Site } from '../../shared/calendar/in-place.ts';
import type { Fleets } from '../../shared/fleet/fleet.ts';
import { placesOf } from '../../shared/fleet/places.ts';
import type { Settings } from '../../shared/settings/settings.ts';

/** Where a stage is known to work, each site once: the configured place, those of fleets, and others. */
export function workSites(
  fleets: Fleets,
  others: readonly Site[],
  place: Pick<Settings['place'], 'region' | 'project_id'>,
): Site[] {
  const all = [...placesOf(fleets, place), ...others];
  return [
    ...new Map(all.map(({ region, project }) => [`${region} ${project}`, { region, project }])).values(),
  ];
}
