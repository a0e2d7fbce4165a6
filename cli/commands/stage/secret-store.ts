import { randomUUID } from 'node:crypto';
import { askAws } from '../../../shared/platform/aws/ask.ts';
import { AwsRefusal } from '../../../shared/platform/aws/refusal.ts';
import { PlatformUnavailable } from '../../../shared/terms/errors.ts';
import { keepSecret } from '../../../shared/values/redact.ts';

const TIMEOUT_MS = 5000;

/** The secret's text in force, undefined while it is empty. Throws `PlatformUnavailable`. */
export async function currentText(id: string): Promise<string | undefined> {
  try {
    const { SecretString: text } = await ask<{ SecretString?: string }>('GetSecretValue', { SecretId: id });
    if (text) keepSecret(text);
    return text;
  } catch (error) {
    // So Secrets Manager answers for a secret without a version; one that does not exist at all fails when it is set.
    if (error instanceof AwsRefusal && error.name === 'ResourceNotFoundException') return undefined;
    throw unavailable(id, error);
  }
}

/** Puts a new text in force; what was in force before it stays readable as the one before. Throws `PlatformUnavailable`. */
export async function putText(id: string, SecretString: string): Promise<void> {
  try {
    // The token makes a repeated call the same call.
    await ask('PutSecretValue', { SecretId: id, SecretString, ClientRequestToken: randomUUID() });
  } catch (error) {
    throw unavailable(id, error);
  }
}

const ask = <Output>(action: string, input: Readonly<Record<string, unknown>>) =>
  askAws<Output>('secrets_manager', action, input, TIMEOUT_MS);

function unavailable(id: string, cause: unknown): PlatformUnavailable {
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new PlatformUnavailable(`secret ${id}: ${reason}`);
}
