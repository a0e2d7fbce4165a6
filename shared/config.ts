import * as z from 'zod/mini';
import { Misconfigured } from './errors.ts';
import { describeFaults } from './faults.ts';
import { policy } from './policy/policy.ts';
import { projectId } from './project-id.ts';
import { keepSecret } from './redact.ts';

const milliseconds = (fallback: number, least: number, most: number) =>
  z._default(z.int().check(z.gte(least), z.lte(most)), fallback);

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Every wait, margin and back-off in milliseconds; `TIMING` overrides single values within their ranges. */
const timing = z.strictObject({
  /** What must remain of the invocation beyond the call's time-out before a submission starts. */
  submit_margin_ms: milliseconds(5000, 100, MINUTE),
  /** How long after its last answer a connection may carry the next request. */
  connection_idle_ms: milliseconds(1000, 0, 5000),
  /** How long before its expiry a token is replaced. */
  token_margin_ms: milliseconds(10 * MINUTE, 0, 60 * MINUTE),
  /** How long a secret read from the store is used without looking again. */
  secret_ttl_ms: milliseconds(5 * MINUTE, 0, 60 * MINUTE),
  /** How long after its trigger an operation that starts at once may still be sent, unless `not_after` says otherwise. */
  immediate_window_ms: milliseconds(60 * MINUTE, 1000, DAY),
  /** The same for an operation with a start of its own. */
  scheduled_window_ms: milliseconds(DAY, 1000, 7 * DAY),
  /** What a lease outlasts its invocation by. */
  lease_margin_ms: milliseconds(10_000, 100, 10 * MINUTE),
  /** The first and the longest wait before a busy or throttled target is tried again. */
  retry_least_ms: milliseconds(MINUTE, 10, 60 * MINUTE),
  retry_most_ms: milliseconds(15 * MINUTE, 10, DAY),
  /** The pace of looks into the cloud for a target whose outcome is unknown. */
  look_ms: milliseconds(2 * MINUTE, 10, 60 * MINUTE),
  /** How long after a request can last have left its job may still appear in the cloud's lists. */
  absence_margin_ms: milliseconds(10 * MINUTE, 10, DAY),
  /** How long an unknown target is looked for before a person has to decide. */
  look_for_ms: milliseconds(60 * MINUTE, 10, 7 * DAY),
  /** How long the ledger's index may lag behind what was written. */
  index_lag_ms: milliseconds(2000, 0, MINUTE),
  /** How far the cloud's clock may differ from ours. */
  clock_skew_ms: milliseconds(5 * MINUTE, 10, 60 * MINUTE),
  /** When the sweep repeats a hand-over to people that was not confirmed. */
  hand_over_ms: milliseconds(MINUTE, 10, 60 * MINUTE),
  /** When the sweep puts something due on its queue again if nothing has come of it. */
  resweep_ms: milliseconds(15 * MINUTE, 10, DAY),
  /** The first and the longest wait before an accepted job is looked at again. */
  follow_least_ms: milliseconds(10_000, 10, 10 * MINUTE),
  follow_most_ms: milliseconds(5 * MINUTE, 10, 60 * MINUTE),
  /** How long after a job completed the cloud may still show what was there before. */
  proof_ms: milliseconds(10 * MINUTE, 10, DAY),
  /** How long past its deadline a job is followed while the cloud cannot be asked. */
  follow_grace_ms: milliseconds(60 * MINUTE, 10, 7 * DAY),
  /** How long an operation's jobs may take, by its name, where it is not to be the vendor's own figure. */
  job_within_ms: z._default(z.record(z.string(), z.int().check(z.gte(10), z.lte(7 * DAY))), {}),
  /** How long a login that proved good is taken for good without trying it alone. */
  proven_ms: milliseconds(MINUTE, 0, 60 * MINUTE),
  /** How long a refused password or key is left alone. */
  breaker_ms: milliseconds(15 * MINUTE, 10, DAY),
});

const isLoopback = (host: string) =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.username || url.password || url.search || url.hash || url.pathname !== '/') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

const endpoint = z
  .string()
  .check(z.refine(isOrigin, 'expected an https origin such as https://host (http only for a loopback host)'));

const parsed = z.transform((written: string, context): unknown => {
  try {
    return JSON.parse(written) as unknown;
  } catch {
    context.issues.push({ code: 'custom', message: 'expected JSON', input: written });
    return z.NEVER;
  }
});
const json = <Inner extends z.ZodMiniType>(inner: Inner) => z.pipe(z.pipe(z.string(), parsed), inner);

const wholeNumber = (fallback: number, least: number, most: number) =>
  z._default(z.pipe(z.coerce.number<string>(), z.int().check(z.gte(least), z.lte(most))), fallback);

const text = z.string().check(z.minLength(1));
const region = z
  .string()
  .check(z.regex(/^[a-z]{2,}(-[a-z0-9]+)*-\d+$/, 'expected a region id such as ap-southeast-1'));
const queueUrl = z
  .string()
  .check(
    z.refine(
      (url) => URL.canParse(url.replaceAll('{operation}', 'x')) && url.includes('{operation}'),
      'expected a queue URL with {operation} in place of the operation name',
    ),
  );

const environment = z.object({
  STAGE: z._default(z.string(), 'local'),
  HW_REGION_NAME: z.optional(region),
  HW_PROJECT_ID: z.optional(projectId),
  HW_CLOUD: z.optional(
    z.string().check(z.regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'expected a domain such as myhuaweicloud.com')),
  ),
  HW_ENDPOINTS: z.optional(
    json(z.partialRecord(z.enum(['iam', 'gaussdb', 'taurusdb', 'geminidb']), endpoint)),
  ),
  HW_TIMEOUT_MS: wholeNumber(20_000, 100, 120_000),
  HW_DOMAIN_NAME: z.optional(text),
  HW_USER_NAME: z.optional(text),
  HW_USER_PASSWORD: z.optional(text),
  HW_ACCESS_KEY: z.optional(text),
  HW_SECRET_KEY: z.optional(text),
  HW_SECURITY_TOKEN: z.optional(text),
  HW_CREDENTIALS_SECRET: z.optional(text),
  WEBHOOK_SENDERS: z.optional(text),
  WEBHOOK_SENDERS_SECRET: z.optional(text),
  MAX_TARGETS: wholeNumber(100, 1, 10_000),
  LEDGER_TABLE: z.optional(z.string().check(z.minLength(3), z.maxLength(255))),
  POLICY: z.optional(json(policy)),
  OWN_SENDERS: z.optional(
    z.string().check(z.regex(/^\w+(,\w+)*$/, 'expected ids of roles, separated by commas')),
  ),
  QUEUE_URL: z.optional(queueUrl),
  DEAD_LETTER_QUEUE_URL: z.optional(queueUrl),
  EVENT_BUS: z.optional(z.string().check(z.minLength(1), z.maxLength(256))),
  PREFLIGHT: z._default(z.enum(['on', 'off']), 'on'),
  TIMING: z._default(json(timing), timing.parse({})),
});

/** The environment after checking, under its own names. */
export type Config = z.infer<typeof environment> & { readonly deployed: boolean };

const SECRETS = ['HW_USER_PASSWORD', 'HW_SECRET_KEY', 'HW_SECURITY_TOKEN', 'WEBHOOK_SENDERS'] as const;
const NAMES = Object.keys(environment.shape);
let last: { readonly key: string; readonly config: Config } | undefined;

/** Checks the environment once per change of it. Throws `Misconfigured`, which names each wrong variable and no value. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  for (const name of SECRETS) if (env[name]) keepSecret(env[name]);
  const given = Object.fromEntries(NAMES.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const key = JSON.stringify(given);
  if (last?.key === key) return last.config;
  const parsed = environment.safeParse(given);
  if (!parsed.success) throw new Misconfigured(`wrong environment: ${describeFaults(parsed.error)}`);
  const config = { ...parsed.data, deployed: parsed.data.STAGE !== 'local' };
  if (config.deployed) refuseLeniency(config);
  last = { key, config };
  return config;
}

function refuseLeniency(config: Config): void {
  const missing = (
    ['LEDGER_TABLE', 'QUEUE_URL', 'DEAD_LETTER_QUEUE_URL', 'HW_REGION_NAME', 'HW_PROJECT_ID'] as const
  ).filter((name) => !config[name]);
  if (missing.length > 0) throw new Misconfigured(`STAGE ${config.STAGE} needs ${missing.join(', ')}`);
  const plain = SECRETS.filter((name) => config[name]);
  if (plain.length > 0) {
    throw new Misconfigured(
      `STAGE ${config.STAGE} takes no plain secret from the environment: remove ${plain.join(', ')} and name a ` +
        'Secrets Manager secret in HW_CREDENTIALS_SECRET or WEBHOOK_SENDERS_SECRET',
    );
  }
}
