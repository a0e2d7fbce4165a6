import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Packaged, packagedHash } from '../../shared/settings/packaged.ts';

/** A file that is packaged beside functions; `reader` is the module by which they read it: a bundle with it in gets the file. */
export interface Bundled extends Packaged {
  readonly reader: string;
}

const REPORT = '.meta.json';

/** What the variable of a file with this text will hold; empty where there is no text. */
export const hashOfText = (text: string): string => text && packagedHash(text);

/**
 * Writes the text beside the bundle of every function that reads it, as esbuild reports, and names those functions. No text, no
 * file.
 */
export function bundleFile(
  { file: name, reader }: Bundled,
  text: string,
  dist = new URL('../../dist/', import.meta.url),
): string[] {
  const readers = readdirSync(dist)
    .filter((file) => file.endsWith(REPORT))
    .filter((file) => {
      const { inputs } = JSON.parse(readFileSync(new URL(file, dist), 'utf8')) as { inputs: object };
      return Object.hasOwn(inputs, reader);
    })
    .map((file) => file.slice(0, -REPORT.length));
  for (const one of readers) {
    const file = new URL(`${one}/${name}`, dist);
    // One of another stage may lie there.
    rmSync(file, { force: true });
    if (text) writeFileSync(file, text);
  }
  return readers;
}
