import { forgetSecret, readSecret } from '../aws/secrets.ts';
import type { Config } from '../config.ts';
import { CredentialsRefused, Misconfigured } from '../errors.ts';
import { checked, type Step } from '../flow.ts';
import { type CredentialNames, type Credentials, chooseLogin } from '../huawei/credentials.ts';
import { endpointOf } from '../huawei/endpoints.ts';
import { parseJson } from '../huawei/envelope.ts';
import { signatureCredentials } from '../huawei/signature.ts';
import { tokenCredentials } from '../huawei/token.ts';
import type { Intent } from '../intent.ts';
import { isPlainObject } from '../plain-object.ts';

/** Adds `credentials`, ready to sign. Throws `Misconfigured`, `CredentialsRefused`, `NotSent`, `PlatformUnavailable`. */
export const authenticate = (): Step => ({
  before: async ({ event: flow }) => {
    const { config, request } = checked(flow);
    flow.credentials = await credentialsFor(config, request);
    if (!request.dry_run) await flow.credentials.ready();
  },
  onError: ({ error, event: flow }) => {
    const id = flow.config?.HW_CREDENTIALS_SECRET;
    if (id && error instanceof CredentialsRefused) forgetSecret(id);
  },
});

async function credentialsFor(config: Config, { region, project_id }: Intent): Promise<Credentials> {
  const { HW_CREDENTIALS_SECRET: secretId, TIMING, HW_TIMEOUT_MS } = config;
  const login = secretId
    ? chooseLogin(await namesIn(secretId, config), `secret ${secretId}`)
    : chooseLogin(config, 'the environment');
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

const NAMES = [
  'HW_DOMAIN_NAME',
  'HW_USER_NAME',
  'HW_USER_PASSWORD',
  'HW_ACCESS_KEY',
  'HW_SECRET_KEY',
  'HW_SECURITY_TOKEN',
] as const;

async function namesIn(secretId: string, config: Config): Promise<CredentialNames> {
  const inEnvironment = NAMES.filter((name) => config[name]);
  if (inEnvironment.length > 0) {
    throw new Misconfigured(`HW_CREDENTIALS_SECRET and ${inEnvironment.join(', ')} are both set: keep one`);
  }
  const held = parseJson(await readSecret(secretId, config.TIMING.secret_ttl_ms));
  if (!isPlainObject(held)) {
    throw new Misconfigured(`secret ${secretId} is not a JSON object with ${NAMES.join(', ')}`);
  }
  const wrong = NAMES.filter((name) => held[name] !== undefined && typeof held[name] !== 'string');
  if (wrong.length > 0)
    throw new Misconfigured(`secret ${secretId}: expected strings in ${wrong.join(', ')}`);
  return held as CredentialNames;
}
