import * as z from 'zod';
import { Misconfigured } from './errors.ts';
import { describeFaults } from './faults.ts';
import { projectId } from './project-id.ts';
import { keepSecret } from './redact.ts';

const milliseconds = (fallback: number, least: number, most: number) =>
  z.int().min(least).max(most).default(fallback);

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
  job_within_ms: z
    .record(
      z.string(),
      z
        .int()
        .min(10)
        .max(7 * DAY),
    )
    .default({}),
  /** How long a login that proved good is taken for good without trying it alone. */
  proven_ms: milliseconds(MINUTE, 0, 60 * MINUTE),
  /** How long a refused password or key is left alone. */
  breaker_ms: milliseconds(15 * MINUTE, 10, DAY),
});

const isLoopback = (host: string) =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

const endpoint = z.string().refine(
  (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || url.username || url.password || url.search || url.hash || url.pathname !== '/') return false;
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  },
  { error: 'expected an https origin such as https://host (http only for a loopback host)' },
);

const json = <Inner extends z.ZodType>(inner: Inner) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'expected JSON' });
        return z.NEVER;
      }
    })
    .pipe(inner);

const secret = z.string().min(1);
const region = z
  .string()
  .regex(/^[a-z]{2,}(-[a-z0-9]+)*-\d+$/, 'expected a region id such as ap-southeast-1');
const queueUrl = z
  .string()
  .refine((text) => URL.canParse(text.replaceAll('{operation}', 'x')) && text.includes('{operation}'), {
    error: 'expected a queue URL with {operation} in place of the operation name',
  });

const environment = z.object({
  STAGE: z.string().default('local'),
  HW_REGION_NAME: region.optional(),
  HW_PROJECT_ID: projectId.optional(),
  HW_CLOUD: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'expected a domain such as myhuaweicloud.com')
    .optional(),
  HW_ENDPOINTS: json(
    z.partialRecord(z.enum(['iam', 'gaussdb', 'taurusdb', 'geminidb']), endpoint),
  ).optional(),
  HW_TIMEOUT_MS: z.coerce.number<string>().int().min(100).max(120_000).default(20_000),
  HW_DOMAIN_NAME: secret.optional(),
  HW_USER_NAME: secret.optional(),
  HW_USER_PASSWORD: secret.optional(),
  HW_ACCESS_KEY: secret.optional(),
  HW_SECRET_KEY: secret.optional(),
  HW_SECURITY_TOKEN: secret.optional(),
  HW_CREDENTIALS_SECRET: z.string().min(1).optional(),
  WEBHOOK_SENDERS: secret.optional(),
  WEBHOOK_SENDERS_SECRET: z.string().min(1).optional(),
  MAX_TARGETS: z.coerce.number<string>().int().min(1).max(10_000).default(100),
  LEDGER_TABLE: z.string().min(3).max(255).optional(),
  POLICY: z.string().optional(),
  OWN_SENDERS: z
    .string()
    .regex(/^\w+(,\w+)*$/, 'expected ids of roles, separated by commas')
    .optional(),
  QUEUE_URL: queueUrl.optional(),
  DEAD_LETTER_QUEUE_URL: queueUrl.optional(),
  EVENT_BUS: z.string().min(1).max(256).optional(),
  PREFLIGHT: z.enum(['on', 'off']).default('on'),
  TIMING: json(timing).default(timing.parse({})),
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
