import { PlatformUnavailable } from '../../terms/errors.ts';
import { keepSecret } from '../../values/redact.ts';
import type { Secret, SecretStage } from '../ports.ts';
import { askAws } from './ask.ts';
import { AwsRefusal } from './refusal.ts';

interface Held {
  readonly secret: Promise<Secret>;
  readonly read_at: number;
}

const cache = new Map<string, Held>();

const STAGES = { current: 'AWSCURRENT', previous: 'AWSPREVIOUS' } as const;

/** A Secrets Manager secret, kept for `ttlMs`. Throws `PlatformUnavailable`; a failure is not remembered. */
export async function readSecret(id: string, ttlMs: number, stage: SecretStage = 'current'): Promise<Secret> {
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
  for (const stage of Object.keys(STAGES)) cache.delete(`${id} ${stage}`);
}

async function fetchSecret(id: string, stage: SecretStage): Promise<Secret> {
  try {
    const { SecretString: text, VersionId: version } = await askAws<{
      SecretString?: string;
      VersionId?: string;
    }>('secrets_manager', 'GetSecretValue', { SecretId: id, VersionStage: STAGES[stage] });
    if (!text) throw new Error('it is empty');
    keepSecret(text);
    return { text, ...(version && { version }) };
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const missing = cause instanceof AwsRefusal && cause.name === 'ResourceNotFoundException';
    throw new PlatformUnavailable(`secret ${id} cannot be read: ${reason}`, missing ? 'missing' : undefined);
  }
}
