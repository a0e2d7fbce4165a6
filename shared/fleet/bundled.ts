import { type Packaged, readPackaged } from '../settings/packaged.ts';
import type { Settings } from '../settings/settings.ts';
import type { Fleets } from './fleet.ts';
import { placed } from './placed.ts';

/** The file of the fleets beside the functions that read them. */
export const FLEETS: Packaged = { file: 'fleets.json', hash: 'FLEETS_HASH' };

/**
 * The fleets that were packaged with this function, each with its places; none where `FLEETS_HASH` is not set. Throws
 * `Misconfigured` where the file is missing, or is another than the one with that hash.
 */
export async function bundledFleets(
  settings: Settings,
  folder = new URL('./', import.meta.url),
): Promise<Fleets> {
  const fleets = await readPackaged(FLEETS, settings, folder);
  return placed((fleets ?? {}) as Fleets, settings.place);
}
