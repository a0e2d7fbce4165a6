import { forgetSecret } from '../aws/secrets.ts';
import type { Config } from '../config.ts';
import { CredentialsRefused } from '../errors.ts';
import { checked, type Step } from '../flow.ts';
import type { Credentials, KeyPair, PasswordLogin } from '../huawei/credentials.ts';
import { endpointOf } from '../huawei/endpoints.ts';
import { readLogin } from '../huawei/login.ts';
import { signatureCredentials } from '../huawei/signature.ts';
import { tokenCredentials } from '../huawei/token.ts';
import type { Intent } from '../intent.ts';
import { type Breaker, openBreaker } from '../ledger/credential-breaker.ts';

/**
 * Adds `credentials`, ready to sign. With a ledger its breaker keeps a refused login from being tried again and again.
 * Throws `Misconfigured`, `CredentialsRefused`, `NotSent`, `PlatformUnavailable`, `Held`.
 */
export const authenticate = (): Step => {
  const breakers = new WeakMap<object, Breaker>();
  return {
    before: async ({ event: flow }) => {
      const { config, request } = checked(flow);
      const login = await readLogin(config);
      flow.credentials = credentialsOf(login, config, request);
      if (request.dry_run) return;
      if (flow.ticket && flow.credentials.needsLogin()) {
        const { HW_TIMEOUT_MS, TIMING } = config;
        const trialMs = 2 * HW_TIMEOUT_MS + TIMING.submit_margin_ms;
        const breaker = openBreaker(flow.ticket.ledger.table, login, trialMs, TIMING.breaker_ms);
        await breaker.enter();
        breakers.set(flow, breaker);
      }
      await flow.credentials.ready();
      // A token proves the password; keys are proved by the first call they sign.
      if (flow.credentials.mode === 'token') await breakers.get(flow)?.tell(true);
    },
    after: async ({ event: flow }) => {
      if (flow.credentials?.mode === 'signature') await breakers.get(flow)?.tell(true);
    },
    onError: async ({ error, event: flow }) => {
      const id = flow.config?.HW_CREDENTIALS_SECRET;
      if (id && error instanceof CredentialsRefused) forgetSecret(id);
      const breaker = breakers.get(flow);
      const told = error instanceof CredentialsRefused ? breaker?.tell(false) : breaker?.leave();
      // What ended the run is what counts; a breaker that cannot be told opens with the next refusal.
      await told?.catch(() => undefined);
    },
  };
};

function credentialsOf(
  login: PasswordLogin | KeyPair,
  config: Config,
  { region, project_id }: Intent,
): Credentials {
  const { HW_CREDENTIALS_SECRET: secretId, TIMING, HW_TIMEOUT_MS } = config;
  const credentials =
    login.kind === 'keys'
      ? signatureCredentials(login, project_id)
      : tokenCredentials(login, {
          iam: endpointOf('iam', region, config),
          project_id,
          timeoutMs: HW_TIMEOUT_MS,
          idleMs: TIMING.connection_idle_ms,
          marginMs: TIMING.token_margin_ms,
        });
  if (!secretId) return credentials;
  const renew = () => {
    forgetSecret(secretId);
    return credentials.renew();
  };
  return { ...credentials, renew };
}
