import { FLEETS } from '../../shared/fleet/bundled.ts';
import type { Fleets } from '../../shared/fleet/fleet.ts';
import { type Bundled, bundleFile, hashOfText } from '../stage/bundle-file.ts';

const FILE: Bundled = { ...FLEETS, reader: 'shared/fleet/bundled.ts' };

const textOf = (fleets: Fleets): string => (Object.keys(fleets).length > 0 ? JSON.stringify(fleets) : '');

/** What `FLEETS_HASH` will hold; empty where there are no fleets. */
export const hashOfFleets = (fleets: Fleets): string => hashOfText(textOf(fleets));

/** Writes the fleets beside the bundle of every function that reads them, and names those functions. */
export const bundleFleets = (fleets: Fleets, dist?: URL): string[] => bundleFile(FILE, textOf(fleets), dist);
