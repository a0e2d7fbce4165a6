import { PlatformUnavailable } from '../errors.ts';
import { keepSecret } from '../redact.ts';

interface Held {
  readonly text: Promise<string>;
  readonly read_at: number;
}

const cache = new Map<string, Held>();

/** The text of a Secrets Manager secret, kept for `ttlMs`. Throws `PlatformUnavailable`; a failure is not remembered. */
export async function readSecret(id: string, ttlMs: number): Promise<string> {
  const held = cache.get(id);
  if (held && Math.abs(Date.now() - held.read_at) < ttlMs) return held.text;
  const text = fetchSecret(id);
  cache.set(id, { text, read_at: Date.now() });
  try {
    return await text;
  } catch (error) {
    cache.delete(id);
    throw error;
  }
}

/** Makes the next read ask the store again, as after a failed login. */
export const forgetSecret = (id: string): boolean => cache.delete(id);

async function fetchSecret(id: string): Promise<string> {
  try {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient({ maxAttempts: 2 });
    const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    if (!text) throw new Error('it is empty');
    keepSecret(text);
    return text;
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new PlatformUnavailable(`secret ${id} cannot be read: ${reason}`);
  }
}
