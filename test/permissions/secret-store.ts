import { startScriptedHttp } from '../unit/scripted-http.ts';

/** Secrets Manager in memory: the text of each secret in force, and the one before it. */
export interface SecretStore {
  readonly endpoint: string;
  put(id: string, text: string): void;
  close(): Promise<void>;
}

/** A read of a secret, as it arrived. */
export interface SecretRead {
  readonly userAgent: string;
  readonly action: string;
  readonly input: Record<string, unknown>;
}

/** Starts it on a free port of 127.0.0.1; `onAsked` hears of everything that is asked of it. */
export async function startSecretStore(onAsked: (read: SecretRead) => void): Promise<SecretStore> {
  const versions = new Map<string, string[]>();
  const server = await startScriptedHttp(({ headers, body }) => {
    const action = String(headers['x-amz-target']).split('.')[1] ?? '';
    onAsked({ userAgent: String(headers['user-agent']), action, input: body });
    const texts = versions.get(String(body.SecretId)) ?? [];
    const place = texts.length - (body.VersionStage === 'AWSPREVIOUS' ? 2 : 1);
    const text = texts[place];
    return text === undefined
      ? { status: 400, body: { __type: 'ResourceNotFoundException', Message: 'no such version' } }
      : { body: { Name: body.SecretId, SecretString: text, VersionId: `version-${place}` } };
  });
  return {
    endpoint: server.origin,
    put: (id, text) => void versions.set(id, [...(versions.get(id) ?? []), text]),
    close: server.close,
  };
}
