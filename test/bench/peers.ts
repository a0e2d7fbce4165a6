import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundlePeer } from './compile.ts';

const run = promisify(execFile);
const source = fileURLToPath(new URL('./peers/', import.meta.url));
const FILES = ['package.json', 'package-lock.json', 'vendor.mjs', 'vendor-client.mjs', 'usual-stack.mjs'];

/** What a user would write today: the installed handlers, and the vendor's client as one bundled file. */
export interface Peers {
  readonly vendorClient: string;
  readonly vendorBundle: string;
  readonly usualStack: string;
  readonly bundleBytes: number;
}

/**
 * Installs the peers by their own lockfile into a folder of the system's temporary ones, once per lockfile; the
 * product's tree never holds them. Undefined, with the reason on stderr, where they cannot be installed.
 */
export async function installPeers(): Promise<Peers | undefined> {
  const lockfile = await readFile(join(source, 'package-lock.json'));
  const folder = join(
    tmpdir(),
    `db-upkeep-peers-${createHash('sha256').update(lockfile).digest('hex').slice(0, 12)}`,
  );
  await mkdir(folder, { recursive: true });
  await Promise.all(FILES.map((name) => cp(join(source, name), join(folder, name))));
  try {
    await stat(join(folder, 'node_modules', '.package-lock.json')).catch(() =>
      run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder }),
    );
  } catch (error) {
    process.stderr.write(`without peers, since npm could not install them: ${(error as Error).message}\n`);
    return undefined;
  }
  const vendorBundle = join(folder, 'vendor-bundle', 'index.mjs');
  return {
    vendorClient: join(folder, 'vendor-client.mjs'),
    vendorBundle,
    usualStack: join(folder, 'usual-stack.mjs'),
    bundleBytes: await bundlePeer(join(folder, 'vendor-client.mjs'), vendorBundle),
  };
}
