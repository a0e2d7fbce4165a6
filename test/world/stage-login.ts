import { startScriptedHttp } from '../unit/scripted-http.ts';

/** The login of a deployed stage, whose settings allow no plain password: what commands are given beside its name. */
export interface StageLogin {
  readonly variables: Readonly<Record<string, string | undefined>>;
  close(): Promise<void>;
}

/** Puts the login of this process into a secret that commands read. */
export async function startStageLogin(): Promise<StageLogin> {
  const { HW_DOMAIN_NAME, HW_USER_NAME, HW_USER_PASSWORD, DEAD_LETTER_QUEUE_URL } = process.env;
  const SecretString = JSON.stringify({ HW_DOMAIN_NAME, HW_USER_NAME, HW_USER_PASSWORD });
  const secrets = await startScriptedHttp(() => ({ body: { Name: 'login', SecretString, VersionId: 'v' } }));
  return {
    variables: {
      DEAD_LETTER_QUEUE_URL,
      HW_USER_NAME: undefined,
      HW_DOMAIN_NAME: undefined,
      HW_USER_PASSWORD: undefined,
      HW_CREDENTIALS_SECRET: 'login',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.origin,
      TIMING: undefined,
    },
    close: secrets.close,
  };
}
