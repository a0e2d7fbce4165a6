import { PlatformUnavailable } from '../errors.ts';
import { keepSecret } from '../redact.ts';

/** A secret's text, and the id of the version it is: another id means another text. */
export interface Secret {
  readonly text: string;
  readonly version?: string;
}

interface Held {
  readonly secret: Promise<Secret>;
  readonly read_at: number;
}

const cache = new Map<string, Held>();

/** A Secrets Manager secret, kept for `ttlMs`. Throws `PlatformUnavailable`; a failure is not remembered. */
export async function readSecret(id: string, ttlMs: number): Promise<Secret> {
  const held = cache.get(id);
  if (held && Math.abs(Date.now() - held.read_at) < ttlMs) return held.secret;
  const secret = fetchSecret(id);
  cache.set(id, { secret, read_at: Date.now() });
  try {
    return await secret;
  } catch (error) {
    cache.delete(id);
    throw error;
  }
}

/** Makes the next read ask the store again, as after a failed login. */
export const forgetSecret = (id: string): boolean => cache.delete(id);

async function fetchSecret(id: string): Promise<Secret> {
  try {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient({ maxAttempts: 2 });
    const { SecretString: text, VersionId: version } = await client.send(
      new GetSecretValueCommand({ SecretId: id }),
    );
    if (!text) throw new Error('it is empty');
    keepSecret(text);
    return { text, ...(version && { version }) };
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new PlatformUnavailable(`secret ${id} cannot be read: ${reason}`);
  }
}
