import { escapeJson } from './json/escape.ts';

const MASK = '***';
const SENSITIVE = 'pass(?:word|wd)|secret|token|signature|authorization|credential|access_?key|private_?key';
const SENSITIVE_KEY = new RegExp(`${SENSITIVE}|^[as]k$`, 'i');

// `"key": "value"` at any depth of JSON inside JSON: the same number of backslashes stands before each quote. Bounded, so
// that no text however long takes more than one pass.
const SENSITIVE_TEXT = new RegExp(
  `((?<!\\\\)(\\\\*")(?:[^"\\\\]{0,64}?(?:${SENSITIVE})[^"\\\\]{0,64}|[as]k)\\2\\s{0,8}:\\s{0,8}\\2)[\\s\\S]*?((?<!\\\\)\\2)`,
  'gi',
);
const SENSITIVE_NUMBER = new RegExp(
  `("[^"\\\\]{0,64}?(?:${SENSITIVE})[^"\\\\]{0,64}"\\s{0,8}:\\s{0,8})-?\\d[\\w.+-]*`,
  'gi',
);
const USER_INFO = /((?:\\?\/){2})[^/\\\s"<>]*@/g;
// What may be a URL, whole or in part: no blank and no quote stands in one.
const ADDRESS = /(?:[^\s"<>\\]|\\u[0-9a-f]{4}|\\\/)+/gi;
const QUERY_MARKS = /\?|%3f|\\u003f/gi;
// How an XML document begins: nothing but these letters stands in it, and what follows the blank is no part of it.
const XML = /^(?:\\u003c)?\?xml$/i;
// As text: only a question mark needs it, and to read such a pattern takes V8 longer than all others together.
const LAST_WORD = String.raw`[\p{L}\p{N}][^\p{L}\p{N}]*$`;
const PARAMETER = /(?<=AccessKeyId|token|signature|credential)=[^\s"'<>&\\]+/gi;

// Every pattern above needs one of these; most texts have none.
const SUSPICIOUS = /["/?%\\=]/;
const SIGNATURES_KEPT = 16;

const known = new Set<string>();
const signatures: string[] = [];
let longestFirst: readonly string[] = [];

/** Registers a secret value in use, so that it is masked wherever it turns up, whoever wrote it there. */
export function keepSecret(value: string): void {
  if (value.length < 4 || known.has(value)) return;
  known.add(value);
  for (const spelled of inJson(value)) known.add(spelled);
  longestFirst = [...known].sort((a, b) => b.length - a.length);
}

/** As it may stand inside JSON text: writers differ in whether they escape slashes, what HTML knows, and what is not ASCII. */
function inJson(value: string): string[] {
  const plain = JSON.stringify(value).slice(1, -1);
  const ascii = plain.replace(/[^\x20-\x7e]/g, (one) => escapeJson(one));
  return [plain, ascii].flatMap((text) => [
    text,
    text.replaceAll('/', '\\/'),
    text.replace(/[=&<>']/g, (one) => escapeJson(one)),
  ]);
}

/** The same for what is secret for the moment only, as the signature of one request: the last 16 are masked. */
export function keepSignature(value: string): void {
  if (value !== '' && signatures.push(value) > SIGNATURES_KEPT) signatures.shift();
}

/** Masks registered secrets, user info and queries of URLs, and the values of sensitive keys in JSON text. */
export function redactText(text: string): string {
  const masked = withoutSecrets(withoutSecrets(text, signatures), longestFirst);
  if (!SUSPICIOUS.test(masked)) return masked;
  return masked
    .replace(SENSITIVE_TEXT, `$1${MASK}$3`)
    .replace(SENSITIVE_NUMBER, `$1"${MASK}"`)
    .replace(USER_INFO, `$1${MASK}@`)
    .replace(ADDRESS, withoutQuery)
    .replace(PARAMETER, `=${MASK}`);
}

/** Masks the query. A question mark that ends a sentence has no path before it, and behind it punctuation at most. */
function withoutQuery(address: string): string {
  if (XML.test(address)) return address;
  if (address.search(QUERY_MARKS) < 0) return address;
  const path = address.indexOf('/');
  const lastWord = address.search(new RegExp(LAST_WORD, 'u'));
  for (const { 0: mark, index } of address.matchAll(QUERY_MARKS)) {
    const end = index + mark.length;
    const isQuestion = !(path >= 0 && path < end) && lastWord < end;
    if (!isQuestion && end < address.length) return `${address.slice(0, end)}${MASK}`;
  }
  return address;
}

const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets.reduce(
    (rest, secret) => (secret.length > rest.length ? rest : rest.replaceAll(secret, MASK)),
    text,
  );

/** The same over any JSON value; what stands under a sensitive key is masked whole. */
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
      SENSITIVE_KEY.test(key) && inner !== null && inner !== undefined ? MASK : walk(inner),
    ]),
  );
}
