import type { Settings } from '../settings/settings.ts';
import { Misconfigured } from '../terms/errors.ts';
import { nodeCrypto } from '../values/node-crypto.ts';
import type { Fleets } from './fleet.ts';
import { placed } from './placed.ts';

/** The file beside a function's bundle that packaging writes for those which read the fleets. */
export const FLEETS_FILE = 'fleets.json';

/** What `FLEETS_HASH` holds of that file's text: its SHA-256 as 64 hex digits. */
export const fleetsHash = (text: string): string =>
  nodeCrypto().createHash('sha256').update(text).digest('hex');

/**
 * The fleets that were packaged with this function, each with its places; none where `FLEETS_HASH` is not set. Throws
 * `Misconfigured` where the file is missing, or is another than the one with that hash.
 */
export async function bundledFleets(
  { FLEETS_HASH, place }: Pick<Settings, 'FLEETS_HASH' | 'place'>,
  folder = new URL('./', import.meta.url),
): Promise<Fleets> {
  if (!FLEETS_HASH) return {};
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  const text = await readFile(new URL(FLEETS_FILE, folder), 'utf8').catch((cause: unknown) => {
    throw new Misconfigured(`${FLEETS_FILE} is not beside the function: package and deploy again`, { cause });
  });
  if (fleetsHash(text) !== FLEETS_HASH) {
    throw new Misconfigured(`${FLEETS_FILE} is not the one of FLEETS_HASH: package and deploy again`);
  }
  return placed(JSON.parse(text) as Fleets, place);
}
