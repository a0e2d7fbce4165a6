import * as z from 'zod/mini';
import { Misconfigured } from './errors.ts';
import { describeFaults } from './faults.ts';
import { policy } from './policy/policy.ts';
import { projectId } from './project-id.ts';
import { keepSecret } from './redact.ts';
import { timing, usualTiming } from './timing.ts';

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
  z._default(
    z.pipe(z.pipe(z.string(), z.transform(Number)), z.int().check(z.gte(least), z.lte(most))),
    fallback,
  );

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
  TIMING: z._default(json(timing), usualTiming),
});

/** The environment after checking, under its own names. */
export type Config = z.infer<typeof environment> & { readonly deployed: boolean };

const SECRETS = ['HW_USER_PASSWORD', 'HW_SECRET_KEY', 'HW_SECURITY_TOKEN', 'WEBHOOK_SENDERS'] as const;
const NAMES = Object.keys(environment.shape);
let last: { readonly values: readonly (string | undefined)[]; readonly config: Config } | undefined;

/** Checks the environment once per change of it. Throws `Misconfigured`, which names each wrong variable and no value. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const values = NAMES.map((name) => env[name] || undefined);
  if (last && values.every((value, index) => value === last?.values[index])) return last.config;
  for (const name of SECRETS) if (env[name]) keepSecret(env[name]);
  const parsed = environment.safeParse(
    Object.fromEntries(NAMES.flatMap((name, index) => (values[index] ? [[name, values[index]]] : []))),
  );
  if (!parsed.success) throw new Misconfigured(`wrong environment: ${describeFaults(parsed.error)}`);
  const config = { ...parsed.data, deployed: parsed.data.STAGE !== 'local' };
  if (config.deployed) refuseLeniency(config);
  last = { values, config };
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
