import { forgetSecret } from '../aws/secrets.ts';
import type { Table } from '../aws/table.ts';
import type { Config } from '../config.ts';
import { CredentialsRefused } from '../errors.ts';
import { checked, type Step } from '../flow.ts';
import type { Credentials, Guard, KeyPair, PasswordLogin } from '../huawei/credentials.ts';
import { endpointOf } from '../huawei/endpoints.ts';
import { readLogin } from '../huawei/login.ts';
import { signatureCredentials } from '../huawei/signature.ts';
import { tokenCredentials } from '../huawei/token.ts';
import { openBreaker } from '../ledger/credential-breaker.ts';
import type { send } from '../transport.ts';

/**
 * Adds `credentials`, ready to sign. With a ledger its breaker keeps a refused login from being tried again and again.
 * Throws `Misconfigured`, `CredentialsRefused`, `NotSent`, `PlatformUnavailable`, `Held`.
 */
export const authenticate = (): Step => ({
  before: async ({ event: flow }) => {
    const { config, request } = checked(flow);
    flow.credentials = await openCredentials(config, request, flow.ticket?.ledger.table);
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

/** The credentials for a project, which with the ledger's table respect the breaker; `transmit` stands in for the network. Throws as `authenticate` does. */
export async function openCredentials(
  config: Config,
  place: { region: string; project_id: string },
  table?: Table,
  transmit?: typeof send,
): Promise<Credentials> {
  const login = await readLogin(config);
  return credentialsOf(login, config, place, table && openBreaker(table, login, config), transmit);
}

function credentialsOf(
  login: PasswordLogin | KeyPair,
  config: Config,
  { region, project_id }: { region: string; project_id: string },
  guard?: Guard,
  transmit?: typeof send,
): Credentials {
  const { HW_CREDENTIALS_SECRET: secretId, TIMING, HW_TIMEOUT_MS } = config;
  const credentials =
    login.kind === 'keys'
      ? signatureCredentials(login, project_id, guard)
      : tokenCredentials(login, {
          iam: endpointOf('iam', region, config),
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
