import { services } from '../huawei/services/services.ts';
import type { Fleets } from './fleet.ts';
import type { PlaceId } from './selectors/surveyed.ts';
import type { Survey } from './survey/rows.ts';

/** Every place that a fleet names, and the configured one, each once. */
export function placesOf(
  fleets: Fleets,
  {
    region,
    project_id: project,
  }: { readonly region?: string | undefined; readonly project_id?: string | undefined },
): PlaceId[] {
  const named = Object.values(fleets).flatMap(({ select }) => select.places ?? []);
  const all = region && project ? [...named, { region, project }] : named;
  return [...new Map(all.map((place) => [`${place.region} ${place.project}`, place])).values()];
}

/** The places of the fleets that have a wave whose gate counts alarms. */
export function placesOfAlarms(fleets: Fleets, configured: Parameters<typeof placesOf>[1]): PlaceId[] {
  const counting = Object.entries(fleets).filter(([, { waves }]) =>
    Object.values(waves).some(({ gate }) => gate?.alarms !== undefined),
  );
  const isAtHome = counting.some(([, { select }]) => !select.places);
  return placesOf(Object.fromEntries(counting), isAtHome ? configured : {});
}

/** The surveys of places: one a service. */
export const surveysOf = (places: readonly PlaceId[]): Survey[] =>
  places.flatMap(({ region, project }) =>
    services.map(({ name: service }) => ({ service, region, project })),
  );
