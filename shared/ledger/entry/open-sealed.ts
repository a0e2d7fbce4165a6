import { readLogin, secretAt } from '../../huawei/login.ts';
import { forgetSecret } from '../../platform/platform.ts';
import type { Settings } from '../../settings/settings.ts';
import { PlatformUnavailable } from '../../terms/errors.ts';
import { unseal } from '../seal.ts';

/**
 * Reads what was sealed under the credential in force or under the one before it: a rotation must not cost what waits.
 * Undefined when it was sealed under neither, as the store says now. Throws `PlatformUnavailable`, and `Misconfigured`
 * where it does not open and the login in force is none.
 */
export async function opened(sealed: string, settings: Settings): Promise<string | undefined> {
  const { HW_CREDENTIALS_SECRET: id } = settings;
  let text = await underEither(sealed, settings);
  if (text === undefined && id) {
    // What was read a while ago may have been rotated since, and the text be sealed under what is in force now.
    forgetSecret(id);
    text = await underEither(sealed, settings);
  }
  // A login that is wrong itself has not changed for good: what it does not open waits until it is mended.
  if (text === undefined) await readLogin(settings);
  return text;
}

async function underEither(sealed: string, settings: Settings): Promise<string | undefined> {
  const current = await secretAt(settings, 'current');
  const text = current && unseal(sealed, current);
  if (text !== undefined || !settings.HW_CREDENTIALS_SECRET) return text;
  const previous = await secretAt(settings, 'previous').catch(unlessNone);
  return previous && unseal(sealed, previous);
}

/** A secret that never changed has no version before; any other failure passes, and must not end what waits. */
function unlessNone(error: unknown): undefined {
  if (error instanceof PlatformUnavailable && error.because === 'missing') return;
  throw error;
}
