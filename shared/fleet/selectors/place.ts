import { type Match, matchIf } from './match.ts';
import type { PlaceId, Surveyed } from './surveyed.ts';

/** Whether an instance is in one of the places. */
export const inPlaces = (places: readonly PlaceId[], { place }: Surveyed): Match =>
  matchIf(places.some(({ region, project }) => region === place.region && project === place.project));
