import type { Site } from '../../shared/calendar/in-place.ts';
import type { Fleets } from '../../shared/fleet/fleet.ts';
import { placesOf } from '../../shared/fleet/places.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { Schedule } from '../schedules/check-schedule.ts';

/** Where a stage is known to work, each site once: the configured place, those of fleets, and those of schedules. */
export function workSites(
  fleets: Fleets,
  schedules: readonly Schedule[],
  place: Pick<Settings['place'], 'region' | 'project_id'>,
): Site[] {
  const all = [...placesOf(fleets, place), ...schedules.map(({ work }) => work)];
  return [
    ...new Map(all.map(({ region, project }) => [`${region} ${project}`, { region, project }])).values(),
  ];
}
