import type { Credentials, Guard, KeyPair, PasswordLogin } from '../../huawei/credentials.ts';
import { endpointOf } from '../../huawei/endpoints.ts';
import { readLogin } from '../../huawei/login.ts';
import { signatureCredentials } from '../../huawei/signature.ts';
import { tokenCredentials } from '../../huawei/token.ts';
import { openBreaker } from '../../ledger/locks/credential-breaker.ts';
import { openLedger } from '../../ledger/store.ts';
import { forgetSecret } from '../../platform/aws/secrets.ts';
import type { Settings } from '../../settings/settings.ts';
import { CredentialsRefused } from '../../terms/errors.ts';
import type { send } from '../../transport/transport.ts';
import { checked, type Step } from '../flow.ts';

/**
 * Adds `credentials`, ready to sign. With a ledger its breaker keeps a refused login from being tried again and again.
 * Throws `Misconfigured`, `CredentialsRefused`, `NotSent`, `PlatformUnavailable`, `Held`.
 */
export const authenticate = (): Step => ({
  before: async ({ event: flow }) => {
    const { config, request } = checked(flow);
    flow.credentials = await openCredentials(config, request);
    if (!request.dry_run) await flow.credentials.ready();
  },
  after: async ({ event: flow }) => {
    await flow.credentials?.leave();
  },
  onError: async ({ error, event: flow }) => {
    const id = flow.config?.HW_CREDENTIALS_SECRET;
    if (id && error instanceof CredentialsRefused) forgetSecret(id);
    await flow.credentials?.leave();
  },
});

/** The credentials for a project, which with a ledger respect its breaker. Throws as `authenticate` does. */
export async function openCredentials(
  config: Settings,
  place: { region: string; project_id: string },
): Promise<Credentials> {
  const login = await readLogin(config);
  const { LEDGER_TABLE } = config;
  const guard = LEDGER_TABLE
    ? openBreaker(openLedger(LEDGER_TABLE).table, login, config, place.project_id)
    : undefined;
  return credentialsOf(login, config, place, guard);
}

/** The same for a person who wants to know whether the login is good, whatever the breaker says; `transmit` stands in for the network. */
export async function tryCredentials(
  config: Settings,
  place: { region: string; project_id: string },
  transmit?: typeof send,
): Promise<Credentials> {
  return credentialsOf(await readLogin(config), config, place, undefined, transmit);
}

function credentialsOf(
  login: PasswordLogin | KeyPair,
  config: Settings,
  { region, project_id }: { region: string; project_id: string },
  guard?: Guard,
  transmit?: typeof send,
): Credentials {
  const { HW_CREDENTIALS_SECRET: secretId, TIMING, HW_TIMEOUT_MS } = config;
  const credentials =
    login.kind === 'keys'
      ? signatureCredentials(login, project_id, guard)
      : tokenCredentials(login, {
          iam: endpointOf('iam', region, config.place),
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
