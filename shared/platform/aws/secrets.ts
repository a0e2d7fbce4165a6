import { PlatformUnavailable } from '../../terms/errors.ts';
import { keepSecret } from '../../values/redact.ts';
import { askAws } from './ask.ts';

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

/** Which version of a secret: the one in force, or the one before it. */
export type Stage = 'AWSCURRENT' | 'AWSPREVIOUS';

/** A Secrets Manager secret, kept for `ttlMs`. Throws `PlatformUnavailable`; a failure is not remembered. */
export async function readSecret(id: string, ttlMs: number, stage: Stage = 'AWSCURRENT'): Promise<Secret> {
  const key = `${id} ${stage}`;
  const held = cache.get(key);
  if (held && Math.abs(Date.now() - held.read_at) < ttlMs) return held.secret;
  const secret = fetchSecret(id, stage);
  cache.set(key, { secret, read_at: Date.now() });
  try {
    return await secret;
  } catch (error) {
    cache.delete(key);
    throw error;
  }
}

/** Makes the next reads ask the store again, as after a failed login. */
export function forgetSecret(id: string): void {
  cache.delete(`${id} AWSCURRENT`);
  cache.delete(`${id} AWSPREVIOUS`);
}

async function fetchSecret(id: string, VersionStage: Stage): Promise<Secret> {
  try {
    const { SecretString: text, VersionId: version } = await askAws<{
      SecretString?: string;
      VersionId?: string;
    }>('secrets_manager', 'GetSecretValue', { SecretId: id, VersionStage });
    if (!text) throw new Error('it is empty');
    keepSecret(text);
    return { text, ...(version && { version }) };
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new PlatformUnavailable(`secret ${id} cannot be read: ${reason}`);
  }
}
