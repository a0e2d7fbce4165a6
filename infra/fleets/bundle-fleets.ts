import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { FLEETS_FILE, fleetsHash } from '../../shared/fleet/bundled.ts';
import type { Fleets } from '../../shared/fleet/fleet.ts';

/** The file that reads the fleets at run time: a bundle with it in gets them. */
const READER = 'shared/fleet/bundled.ts';
const REPORT = '.meta.json';

const textOf = (fleets: Fleets): string => (Object.keys(fleets).length > 0 ? JSON.stringify(fleets) : '');

/** What `FLEETS_HASH` will hold; empty where there are no fleets. */
export function hashOfFleets(fleets: Fleets): string {
  const text = textOf(fleets);
  return text && fleetsHash(text);
}

/** Writes the fleets beside the bundle of every function that reads them, as esbuild reports, and names those functions. */
export function bundleFleets(fleets: Fleets, dist = new URL('../../dist/', import.meta.url)): string[] {
  const readers = readdirSync(dist)
    .filter((file) => file.endsWith(REPORT))
    .filter((file) => {
      const { inputs } = JSON.parse(readFileSync(new URL(file, dist), 'utf8')) as { inputs: object };
      return Object.hasOwn(inputs, READER);
    })
    .map((file) => file.slice(0, -REPORT.length));
  const text = textOf(fleets);
  for (const name of readers) {
    const file = new URL(`${name}/${FLEETS_FILE}`, dist);
    // One of another stage may lie there.
    rmSync(file, { force: true });
    if (text) writeFileSync(file, text);
  }
  return readers;
}
