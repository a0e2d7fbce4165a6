import { readdir, stat } from 'node:fs/promises';
import type { Peers } from '../peers.ts';
import type { Sized } from '../results.ts';

/** The entry chunk of each built function, and the vendor's client as one bundled file. */
export async function measureSizes(peers: Peers | undefined): Promise<Sized[]> {
  const folders = (await readdir('dist', { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const sizes = folders.map(async ({ name }) => ({
    name,
    bytes: (await stat(`dist/${name}/index.mjs`)).size,
  }));
  return [
    ...(await Promise.all(sizes)),
    ...(peers ? [{ name: "vendor's client, bundled", bytes: peers.bundleBytes }] : []),
  ];
}
