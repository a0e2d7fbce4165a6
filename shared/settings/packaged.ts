import { Misconfigured } from '../terms/errors.ts';
import { nodeCrypto } from '../values/node-crypto.ts';
import type { Settings } from './settings.ts';

/** A file that packaging writes beside the bundles which read it, and the variable that holds its hash. */
export interface Packaged {
  readonly file: string;
  readonly hash: 'FLEETS_HASH' | 'CALENDAR_HASH';
}

/** What the variable of a packaged file holds: the SHA-256 of its text as 64 hex digits. */
export const packagedHash = (text: string): string =>
  nodeCrypto().createHash('sha256').update(text).digest('hex');

/**
 * What the file holds that was packaged with this function, in `folder`; undefined where its variable is not set. Throws
 * `Misconfigured` where the file is missing, or is another than the one with that hash.
 */
export async function readPackaged(
  { file, hash }: Packaged,
  settings: Pick<Settings, Packaged['hash']>,
  folder: URL,
): Promise<unknown> {
  if (!settings[hash]) return undefined;
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  const text = await readFile(new URL(file, folder), 'utf8').catch((cause: unknown) => {
    throw new Misconfigured(`${file} is not beside the function: package and deploy again`, { cause });
  });
  if (packagedHash(text) !== settings[hash]) {
    throw new Misconfigured(`${file} is not the one of ${hash}: package and deploy again`);
  }
  return JSON.parse(text);
}
