import * as z from 'zod/mini';
import { policy } from '../policy/policy.ts';
import { Misconfigured } from '../terms/errors.ts';
import { describeFaults } from '../terms/faults.ts';
import { isPlainObject } from '../values/json/plain-object.ts';
import { readJson } from '../values/json/read-json.ts';
import { projectId } from '../values/project-id.ts';
import { keepSecret } from '../values/redact.ts';
import { regionId } from '../values/region-id.ts';
import { wholeNumber } from '../values/whole-number.ts';
import { shortMargins, timing, usualTiming } from './timing.ts';

const isLoopback = (host: string) =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.username || url.password || url.search || url.hash || url.pathname !== '/') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

const parsed = z.transform((written: string, context): unknown => {
  const read = readJson(written);
  if ('value' in read) return read.value;
  for (const { path, message } of read.faults) {
    context.issues.push({ code: 'custom', message: path ? `${path} ${message}` : message, input: written });
  }
  return z.NEVER;
});
const json = <Inner extends z.ZodMiniType>(inner: Inner) => z.pipe(z.pipe(z.string(), parsed), inner);

const count = (least: number, most: number) =>
  z.pipe(z.pipe(z.string(), z.transform(Number)), wholeNumber(least, most));

const text = () => z.string();

const visible = (pattern: RegExp, words: string) => () => z.string().check(z.regex(pattern, words));

// Whatever Node puts into a header unchanged, and the receiver reads as one.
const key = visible(/^[!-~]+$/, 'expected visible ASCII characters without blanks and line breaks');
// In the `authorization` header a comma ends it.
const accessKey = visible(
  /^[!-+\--~]+$/,
  'expected visible ASCII characters without blanks, commas and line breaks',
);
const typed = visible(
  /^(?: |[^\p{C}\p{Z}])+$/u,
  'expected text without line breaks and characters that do not show',
);

const origins = () =>
  z.partialRecord(
    z.enum(['iam', 'gaussdb', 'taurusdb', 'geminidb']),
    z
      .string('expected an https origin such as https://host (http only for a loopback host)')
      .check(z.refine(isOrigin)),
    'expected origins by service, as in {"iam":"https://host"}',
  );

type Origins = z.infer<ReturnType<typeof origins>>;

/** Origins by service, for `HW_REGION_NAME`, or by region and service. */
const endpoints = () =>
  json(
    z.custom<Origins | Readonly<Record<string, Origins>>>().check((context) => {
      const byRegion = isPlainObject(context.value) && Object.values(context.value).some(isPlainObject);
      const schema = byRegion ? z.record(z.string(), origins()) : origins();
      for (const name of byRegion ? Object.keys(context.value) : []) {
        const issues = regionId.safeParse(name, { reportInput: true }).error?.issues ?? [];
        context.issues.push(...issues.map((issue) => ({ ...issue, path: [name] }) as z.core.$ZodRawIssue));
      }
      const { error } = schema.safeParse(context.value, { reportInput: true });
      if (error) context.issues.push(...(error.issues as z.core.$ZodRawIssue[]));
    }),
  );

/** The name of something of AWS's. */
const named = (what: string, least: number, most: number) =>
  z
    .string(`expected the name of ${what}, ${least} to ${most} characters`)
    .check(z.minLength(least), z.maxLength(most));

const queueUrl = () =>
  z
    .string()
    .check(
      z.refine(
        (url) => URL.canParse(url.replaceAll('{operation}', 'x')) && url.includes('{operation}'),
        'expected a queue URL with {operation} in place of the operation name',
      ),
    );

/** How long a deployed function runs at most, in ms (serverless.yml). */
export const FUNCTION_MS = 60_000;

/** How each variable is read; a schema is made only for one that is set. */
const VARIABLES = {
  STAGE: text,
  HW_REGION_NAME: () => regionId,
  HW_PROJECT_ID: () => projectId,
  HW_CLOUD: () =>
    z.string().check(z.regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'expected a domain such as myhuaweicloud.com')),
  HW_ENDPOINTS: endpoints,
  HW_TIMEOUT_MS: () => count(100, 120_000),
  HW_DOMAIN_NAME: typed,
  HW_USER_NAME: typed,
  HW_USER_PASSWORD: typed,
  HW_ACCESS_KEY: accessKey,
  HW_SECRET_KEY: key,
  HW_SECURITY_TOKEN: key,
  HW_CREDENTIALS_SECRET: text,
  WEBHOOK_SENDERS: text,
  WEBHOOK_SENDERS_SECRET: text,
  MAX_TARGETS: () => count(1, 10_000),
  LEDGER_TABLE: () => named('a DynamoDB table', 3, 255),
  POLICY: () => json(policy),
  OWN_SENDERS: () => z.string().check(z.regex(/^\w+(,\w+)*$/, 'expected ids of roles, separated by commas')),
  QUEUE_URL: queueUrl,
  DEAD_LETTER_QUEUE_URL: queueUrl,
  EVENT_BUS: () => named('an event bus', 1, 256),
  PREFLIGHT: () => z.enum(['on', 'off'], 'expected on or off'),
  TIMING: () => json(timing),
} satisfies Readonly<Record<string, () => z.ZodMiniType>>;

type Name = keyof typeof VARIABLES;
type Variables = { readonly [name in Name]: z.infer<ReturnType<(typeof VARIABLES)[name]>> };

/** What holds where a variable is not set, or empty. */
const DEFAULTS = {
  STAGE: 'local',
  HW_TIMEOUT_MS: 20_000,
  MAX_TARGETS: 100,
  PREFLIGHT: 'on',
  TIMING: usualTiming,
} satisfies Partial<Variables>;

/** The environment after checking, under its own names. */
export type Config = Partial<Variables> &
  Pick<Variables, keyof typeof DEFAULTS> & { readonly deployed: boolean };

const SECRETS = ['HW_USER_PASSWORD', 'HW_SECRET_KEY', 'HW_SECURITY_TOKEN', 'WEBHOOK_SENDERS'] as const;
const NEEDED = [
  'LEDGER_TABLE',
  'QUEUE_URL',
  'DEAD_LETTER_QUEUE_URL',
  'HW_REGION_NAME',
  'HW_PROJECT_ID',
] as const;
const NAMES = Object.keys(VARIABLES) as Name[];
let last: { readonly values: readonly (string | undefined)[]; readonly config: Config } | undefined;

/** Reads each variable that is set, by itself. */
export function readVariables(env: Readonly<Record<string, string | undefined>>) {
  const set = NAMES.filter((name) => env[name]);
  const schema = z.object(Object.fromEntries(set.map((name) => [name, VARIABLES[name]()])));
  return schema.safeParse(Object.fromEntries(set.map((name) => [name, env[name]])), { reportInput: true });
}

/** Checks the environment once per change of it. Throws `Misconfigured`, which names each wrong variable and repeats no text of its value. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const values = NAMES.map((name) => env[name] || undefined);
  if (last && values.every((value, index) => value === last?.values[index])) return last.config;
  for (const name of SECRETS) if (env[name]) keepSecret(env[name]);
  const parsed = readVariables(env);
  if (!parsed.success) throw new Misconfigured(`wrong environment: ${describeFaults(parsed.error)}`);
  const variables = { ...DEFAULTS, ...(parsed.data as Partial<Variables>) };
  const config = { ...variables, deployed: variables.STAGE !== DEFAULTS.STAGE };
  const lenient = config.deployed ? leniencies(config) : [];
  if (lenient.length > 0) throw new Misconfigured(lenient.join('; '));
  last = { values, config };
  return config;
}

/** What keeps a deployed stage from running, a sentence each: unsafe waits, what is missing, secrets in plain. */
export function leniencies(config: Config): string[] {
  const { STAGE, HW_TIMEOUT_MS, TIMING } = config;
  const short = shortMargins(TIMING);
  // A login and a call, each as slow as may be, and what must remain before the call.
  const longest = 2 * HW_TIMEOUT_MS + TIMING.submit_margin_ms;
  const missing = NEEDED.filter((name) => !config[name]);
  const plain = SECRETS.filter((name) => config[name]);
  return [
    short.length > 0 && `STAGE ${STAGE} takes no shorter margins than usual: TIMING, ${short.join(', ')}`,
    longest > FUNCTION_MS &&
      `STAGE ${STAGE} has functions of ${FUNCTION_MS} ms: twice HW_TIMEOUT_MS and submit_margin_ms are more`,
    missing.length > 0 && `STAGE ${STAGE} needs ${missing.join(', ')}`,
    plain.length > 0 &&
      `STAGE ${STAGE} takes no plain secret from the environment: remove ${plain.join(', ')} and name a ` +
        'Secrets Manager secret in HW_CREDENTIALS_SECRET or WEBHOOK_SENDERS_SECRET',
  ].filter((sentence) => sentence !== false);
}
