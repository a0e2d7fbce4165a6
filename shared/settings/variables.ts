import * as z from 'zod/mini';
import { SERVICE_NAMES } from '../huawei/services/service-names.ts';
import { policy } from '../policy/policy.ts';
import { isPlainObject } from '../values/json/plain-object.ts';
import { readJson } from '../values/json/read-json.ts';
import { madeOnce } from '../values/made-once.ts';
import { projectId } from '../values/project-id.ts';
import { regionId } from '../values/region-id.ts';
import { parseDuration } from '../values/time/duration.ts';
import { DAY, MINUTE } from '../values/time/units.ts';
import { wholeNumber } from '../values/whole-number.ts';
import { timing } from './timing.ts';

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

/** An ISO 8601 duration, in ms. */
const duration = (least: number, most: number, words: string) => {
  const isTaken = (text: string) => {
    const ms = parseDuration(text);
    return ms !== undefined && ms >= least && ms <= most;
  };
  return z.pipe(
    z.string().check(z.refine(isTaken, words)),
    z.transform((text) => parseDuration(text) ?? least),
  );
};

const text = () => z.string();

const visible = (pattern: string, words: string) =>
  madeOnce(() => z.string().check(z.regex(new RegExp(pattern, 'u'), words)));

// Whatever Node puts into a header unchanged, and the receiver reads as one.
const key = visible('^[!-~]+$', 'expected visible ASCII characters without blanks and line breaks');
// In the `authorization` header a comma ends it.
const accessKey = visible(
  '^[!-+\\--~]+$',
  'expected visible ASCII characters without blanks, commas and line breaks',
);
const typed = visible(
  String.raw`^(?: |[^\p{C}\p{Z}])+$`,
  'expected text without line breaks and characters that do not show',
);

const origins = () =>
  z.partialRecord(
    z.enum(['iam', 'ces', ...SERVICE_NAMES]),
    z
      .string('expected an https origin such as https://host (http only for a loopback host)')
      .check(z.refine(isOrigin)),
    'expected origins by service, as in {"iam":"https://host"}',
  );

/** Origins by service. */
export type Origins = z.infer<ReturnType<typeof origins>>;

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

const sha256 = () => z.string().check(z.regex(/^[0-9a-f]{64}$/, 'expected a SHA-256, 64 hex digits'));

const queueUrl = () =>
  z
    .string()
    .check(
      z.refine(
        (url) => URL.canParse(url.replaceAll('{operation}', 'x')) && url.includes('{operation}'),
        'expected a queue URL with {operation} in place of the operation name',
      ),
    );

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
  CHANNELS: text,
  CHANNELS_SECRET: text,
  PEOPLE_TOPIC: text,
  MAIL_SUCCESSES: () => z.enum(['daily', 'at-once'], 'expected daily or at-once'),
  MAX_TARGETS: () => count(1, 10_000),
  READS_A_MINUTE: () => count(1, 6_000),
  SURVEY_EVERY: () => duration(15 * MINUTE, 7 * DAY, 'expected a duration from PT15M to P7D, such as PT1H'),
  LEDGER_TABLE: () => named('a DynamoDB table', 3, 255),
  FLEET_TABLE: () => named('a DynamoDB table', 3, 255),
  POLICY: () => json(policy),
  // The operation that it is for reads it.
  PLUGIN_PACKAGES: text,
  OWN_SENDERS: () =>
    z
      .string()
      .check(
        z.regex(
          /^\w+(:[a-z]+)?(,\w+(:[a-z]+)?)*$/,
          'expected ids of roles, separated by commas, each with :<what it brings> or without',
        ),
      ),
  FLEETS_HASH: sha256,
  CALENDAR_HASH: sha256,
  QUEUE_URL: queueUrl,
  DEAD_LETTER_QUEUE_URL: queueUrl,
  EVENT_BUS: () => named('an event bus', 1, 256),
  CONSOLE_SIGNER: visible(
    String.raw`^arn:aws:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer/app/[\w-]+/[0-9a-f]+$`,
    'expected the ARN of an application load balancer',
  ),
  // Packaging reads its form, and takes blanks for nothing.
  CONSOLE_HOST: () => z.string().check(z.trim()),
  CONSOLE_CLIENT_ID: text,
  CONSOLE_ISSUER: text,
  PREFLIGHT: () => z.enum(['on', 'off'], 'expected on or off'),
  TIMING: () => json(timing),
} satisfies Readonly<Record<string, () => z.ZodMiniType>>;

/** A variable. */
export type Name = keyof typeof VARIABLES;
/** The variables after checking. */
export type Variables = { readonly [name in Name]: z.infer<ReturnType<(typeof VARIABLES)[name]>> };

/** Every variable. */
export const NAMES = Object.keys(VARIABLES) as readonly Name[];

/** Reads each variable that is set, by itself. */
export function readVariables(env: Readonly<Record<string, string | undefined>>) {
  const set = NAMES.filter((name) => env[name]);
  const schema = z.object(Object.fromEntries(set.map((name) => [name, VARIABLES[name]()])));
  return schema.safeParse(Object.fromEntries(set.map((name) => [name, env[name]])), { reportInput: true });
}
