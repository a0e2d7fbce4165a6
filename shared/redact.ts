const MASK = '***';
const SENSITIVE_KEY =
  /pass(word|wd)|secret|token|signature|authorization|credential|access_?key|private_?key|^[as]k$/i;
const SENSITIVE_PAIR = new RegExp(
  `("[^"]*(?:${SENSITIVE_KEY.source})[^"]*"\\s*:\\s*")((?:[^"\\\\]|\\\\.)*)(")`,
  'gi',
);
const known = new Set<string>();

/** Registers a secret value in use, so that it is masked wherever it turns up, whoever wrote it there. */
export function keepSecret(value: string): void {
  if (value.length < 4) return;
  known.add(value);
  // As it stands inside JSON text.
  known.add(JSON.stringify(value).slice(1, -1));
}

/** Masks registered secrets, user info and queries of URLs, and quoted values of sensitive keys in a text. */
export function redactText(text: string): string {
  let masked = text;
  for (const secret of known) masked = masked.replaceAll(secret, MASK);
  return masked
    .replace(SENSITIVE_PAIR, `$1${MASK}$3`)
    .replace(/\/\/[^/@\s"]*@/g, `//${MASK}@`)
    .replace(/(?:\?|%3f|\\u003f)(?:[^\s"'<>\\]|\\u[0-9a-f]{4}|\\\/)+/gi, `?${MASK}`)
    .replace(
      /\b((?:AccessKeyId|Signature|X-[A-Za-z-]*(?:Token|Signature|Credential))=)[^\s"'<>&\\]+/gi,
      `$1${MASK}`,
    );
}

/** The same over any JSON value; values under a sensitive key are masked whole. */
export function redact<T>(value: T): T {
  return walk(value) as T;
}

function walk(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(walk);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      redactText(key),
      SENSITIVE_KEY.test(key) && typeof inner === 'string' ? MASK : walk(inner),
    ]),
  );
}
