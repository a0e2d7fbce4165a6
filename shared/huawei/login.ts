import { readSecret } from '../platform/platform.ts';
import type { SecretStage } from '../platform/ports.ts';
import type { Settings } from '../settings/settings.ts';
import { readVariables } from '../settings/variables.ts';
import { Misconfigured } from '../terms/errors.ts';
import { describeFaults } from '../terms/faults.ts';
import { parseJson } from '../values/json/parse-json.ts';
import { isPlainObject } from '../values/json/plain-object.ts';
import { keyTwice } from '../values/json/read-json.ts';
import { type CredentialNames, chooseLogin, type KeyPair, type PasswordLogin } from './credentials.ts';

/** The variables that hold a login, or the names in a secret that holds one. */
export const LOGIN_NAMES = [
  'HW_DOMAIN_NAME',
  'HW_USER_NAME',
  'HW_USER_PASSWORD',
  'HW_ACCESS_KEY',
  'HW_SECRET_KEY',
  'HW_SECURITY_TOKEN',
] as const;

/** The cloud login from the secret that `HW_CREDENTIALS_SECRET` names, else from the environment. Throws `Misconfigured`, `PlatformUnavailable`. */
export async function readLogin(settings: Settings): Promise<PasswordLogin | KeyPair> {
  const { HW_CREDENTIALS_SECRET: id } = settings;
  if (!id) return chooseLogin(settings, 'the environment');
  const inEnvironment = LOGIN_NAMES.filter((name) => settings[name]);
  if (inEnvironment.length > 0) {
    throw new Misconfigured(`HW_CREDENTIALS_SECRET and ${inEnvironment.join(', ')} are both set: keep one`);
  }
  const { text, version } = await readSecret(id, settings.TIMING.secret_ttl_ms);
  const twice = keyTwice(text);
  if (twice) throw new Misconfigured(`secret ${id}: ${twice}`);
  const held = parseJson(text);
  if (!isPlainObject(held)) {
    throw new Misconfigured(`secret ${id} is not a JSON object with ${LOGIN_NAMES.join(', ')}`);
  }
  const wrong = LOGIN_NAMES.filter((name) => held[name] !== undefined && typeof held[name] !== 'string');
  if (wrong.length > 0) throw new Misconfigured(`secret ${id}: expected strings in ${wrong.join(', ')}`);
  const given = Object.fromEntries(LOGIN_NAMES.map((name) => [name, held[name]])) as CredentialNames;
  const read = readVariables(given);
  if (!read.success) throw new Misconfigured(`secret ${id}: ${describeFaults(read.error)}`);
  return { ...chooseLogin(given, `secret ${id}`), ...(version && { version }) };
}

/** The secret part of a login. */
export const secretOf = (login: PasswordLogin | KeyPair): string =>
  login.kind === 'password' ? login.password : login.secretKey;

/**
 * The secret part of the login in force or of the one before it, whether or not the rest of it is right; undefined where it
 * holds none. Throws `PlatformUnavailable`.
 */
export async function secretAt(settings: Settings, stage: SecretStage): Promise<string | undefined> {
  const { HW_CREDENTIALS_SECRET: id } = settings;
  const held = id ? parseJson((await readSecret(id, settings.TIMING.secret_ttl_ms, stage)).text) : settings;
  const { HW_USER_PASSWORD, HW_SECRET_KEY } = isPlainObject(held) ? held : {};
  const secret = HW_USER_PASSWORD || HW_SECRET_KEY;
  return typeof secret === 'string' ? secret : undefined;
}
