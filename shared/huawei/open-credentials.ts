import { forgetSecret } from '../platform/platform.ts';
import type { Settings } from '../settings/settings.ts';
import type { send } from '../transport/transport.ts';
import type { Credentials, Guard, KeyPair, PasswordLogin } from './credentials.ts';
import { endpointOf } from './endpoints.ts';
import { readLogin } from './login.ts';
import { tokenCredentials } from './token.ts';

/** Where a login is used. */
interface Place {
  readonly region: string;
  readonly project_id: string;
}

/**
 * The credentials for a project, nothing tried yet. `guardOf` gives what keeps a refused login from being tried again and
 * again; `transmit` stands in for the network. Throws `Misconfigured`, `PlatformUnavailable`.
 */
export async function openCredentials(
  settings: Settings,
  { region, project_id }: Place,
  { guardOf, transmit }: { guardOf?: (login: PasswordLogin | KeyPair) => Guard; transmit?: typeof send } = {},
): Promise<Credentials> {
  const login = await readLogin(settings);
  const guard = guardOf?.(login);
  const { HW_CREDENTIALS_SECRET: secretId, TIMING, HW_TIMEOUT_MS } = settings;
  const credentials =
    login.kind === 'keys'
      ? (await import('./signature.ts')).signatureCredentials(login, project_id, guard)
      : tokenCredentials(login, {
          iam: endpointOf('iam', region, settings.place),
          project_id,
          timeoutMs: HW_TIMEOUT_MS,
          idleMs: TIMING.connection_idle_ms,
          marginMs: TIMING.token_margin_ms,
          guard,
          transmit,
        });
  if (!secretId) return credentials;
  const renew = () => {
    forgetSecret(secretId);
    return credentials.renew();
  };
  return { ...credentials, renew };
}
