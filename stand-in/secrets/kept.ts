/** What a test file printed, returned, stored and queued, where it did so, and the secrets that were used meanwhile. */
export interface Kept {
  readonly outputs: Map<string, string>;
  readonly secrets: Set<string>;
  /** What is read only at the end, while its servers still run. */
  readonly collectors: (() => Promise<readonly string[]>)[];
}

declare global {
  // Tests reset the module registry; what they left behind before must stay known.
  var keptOutputs: Kept | undefined;
}

/** Begins to keep; without this nothing is kept. */
export function beginToKeep(): Kept {
  globalThis.keptOutputs = { outputs: new Map(), secrets: new Set(), collectors: [] };
  return globalThis.keptOutputs;
}

/** Keeps something that left the product; `where` is for whoever has to find a leak. */
export function keepOutput(where: string, ...texts: readonly string[]): void {
  for (const text of texts) globalThis.keptOutputs?.outputs.set(text, where);
}

/** Keeps what `collect` finds at the end of the test file. */
export function keepAtTheEnd(collect: () => Promise<readonly string[]>): void {
  globalThis.keptOutputs?.collectors.push(collect);
}

// Whatever is shorter stands in texts by chance.
const SHORTEST = 8;

/** Keeps secrets that are about to be used. */
function keepUsed(...secrets: readonly (string | undefined)[]): void {
  for (const secret of secrets) {
    if (secret && secret.length >= SHORTEST) globalThis.keptOutputs?.secrets.add(secret);
  }
}

const NAMES = ['HW_USER_PASSWORD', 'HW_SECRET_KEY', 'HW_SECURITY_TOKEN', 'AWS_SECRET_ACCESS_KEY'];

/** The secrets of a function's or a command's environment. */
export function keepEnvironment(environment: Readonly<Record<string, string | undefined>>): void {
  keepUsed(...NAMES.map((name) => environment[name]));
  keepUsed(...(environment.WEBHOOK_SENDERS?.match(/whsec_[A-Za-z0-9+/=]+/g) ?? []));
  // Whoever has the key in the URL of a channel can write there.
  keepUsed(...(environment.CHANNELS?.match(/\w+c0ffee42|whsec_[A-Za-z0-9+/=]+/g) ?? []));
}

/** The secrets on a request's way to the cloud: token, signature, temporary key, and the password of a login. */
export function keepRequest(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
): void {
  const { 'x-auth-token': token, 'x-security-token': key, authorization } = headers;
  keepUsed(String(token ?? ''), String(key ?? ''), String(authorization ?? '').split('Signature=')[1]);
  keepUsed(...[...body.matchAll(/"password":"((?:[^"\\]|\\.)*)"/g)].map(([, password]) => password));
}

/** The credentials in the query of a shared URL, which an event or message carries as it should. */
export function keepUrls(text: string): void {
  const values = text.matchAll(
    /[?&](?:AccessKeyId|Signature|X-Amz-Signature|X-Amz-Security-Token)=([^&"\\\s]+)/gi,
  );
  keepUsed(...[...values].map(([, value]) => value));
}
