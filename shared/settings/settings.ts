import { Misconfigured } from '../terms/errors.ts';
import { describeFaults } from '../terms/faults.ts';
import { isPlainObject } from '../values/json/plain-object.ts';
import { keepSecret } from '../values/redact.ts';
import { HOUR } from '../values/time/units.ts';
import { shortMargins, usualTiming } from './timing.ts';
import { NAMES, type Origins, readVariables, type Variables } from './variables.ts';

/** How long a deployed function runs at most, in ms (serverless.yml). */
export const FUNCTION_MS = 60_000;

/** What holds where a variable is not set, or empty. */
const DEFAULTS = {
  STAGE: 'local',
  HW_TIMEOUT_MS: 20_000,
  MAX_TARGETS: 100,
  READS_A_MINUTE: 60,
  SURVEY_EVERY: HOUR,
  PREFLIGHT: 'on',
  TIMING: usualTiming,
} satisfies Partial<Variables>;

/** Where an intent goes that does not say so, and how the cloud is reached: all that differs between one place and another. */
export interface Place {
  readonly region?: string | undefined;
  readonly project_id?: string | undefined;
  /** The cloud's domain, where it is not the vendor's own. */
  readonly cloud?: string | undefined;
  /** Origins to ask instead of the vendor's hosts, by region and service. */
  readonly endpoints: Readonly<Record<string, Origins>>;
}

type OfPlace = 'HW_REGION_NAME' | 'HW_PROJECT_ID' | 'HW_CLOUD' | 'HW_ENDPOINTS';
type OfDeployment = Omit<Variables, OfPlace>;

/** The environment after checking: what holds for the deployment, under its own names, and the place apart. */
export type Settings = Partial<OfDeployment> &
  Pick<OfDeployment, keyof typeof DEFAULTS> & { readonly deployed: boolean; readonly place: Place };

const SECRETS = [
  'HW_USER_PASSWORD',
  'HW_SECRET_KEY',
  'HW_SECURITY_TOKEN',
  'WEBHOOK_SENDERS',
  'CHANNELS',
] as const;
const NEEDED = ['LEDGER_TABLE', 'QUEUE_URL', 'DEAD_LETTER_QUEUE_URL'] as const;
let last: { readonly values: readonly (string | undefined)[]; readonly settings: Settings } | undefined;

/** Checks the environment once per change of it. Throws `Misconfigured`, which names each wrong variable and repeats no text of its value. */
export function loadSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const values = NAMES.map((name) => env[name] || undefined);
  if (last && values.every((value, index) => value === last?.values[index])) return last.settings;
  for (const name of SECRETS) if (env[name]) keepSecret(env[name]);
  const parsed = readVariables(env);
  if (!parsed.success) throw new Misconfigured(`wrong environment: ${describeFaults(parsed.error)}`);
  const { HW_REGION_NAME, HW_PROJECT_ID, HW_CLOUD, HW_ENDPOINTS, ...others } =
    parsed.data as Partial<Variables>;
  const variables = { ...DEFAULTS, ...others };
  const settings: Settings = {
    ...variables,
    deployed: variables.STAGE !== DEFAULTS.STAGE,
    place: {
      region: HW_REGION_NAME,
      project_id: HW_PROJECT_ID,
      cloud: HW_CLOUD,
      endpoints: byRegion(HW_ENDPOINTS, HW_REGION_NAME),
    },
  };
  const lenient = settings.deployed ? leniencies(settings) : [];
  if (lenient.length > 0) throw new Misconfigured(lenient.join('; '));
  last = { values, settings };
  return settings;
}

/** The settings, or what is wrong with them: whoever has intents at hand still tells each of them. */
export type Given = Settings | Misconfigured;

/** The settings of the environment as it is now. */
export function givenSettings(): Given {
  try {
    return loadSettings();
  } catch (error) {
    if (error instanceof Misconfigured) return error;
    throw error;
  }
}

/** The settings that were given. Throws `Misconfigured`. */
export function inForce(given: Given): Settings {
  if (given instanceof Misconfigured) throw given;
  return given;
}

/**
 * The settings of a deployed stage on the machine of a person, whose own login may stand in the environment. Throws
 * `Misconfigured`.
 */
export function loadStageSettings(env: NodeJS.ProcessEnv): Settings {
  const { STAGE = '' } = env;
  const settings = { ...loadSettings({ ...env, STAGE: '' }), STAGE, deployed: true };
  const faults = unsafe(settings);
  if (faults.length > 0) throw new Misconfigured(faults.join('; '));
  return settings;
}

/** Origins that name no region are those of `HW_REGION_NAME`. */
function byRegion(written: Variables['HW_ENDPOINTS'] = {}, region?: string): Place['endpoints'] {
  if (Object.values(written).some(isPlainObject)) return written as Place['endpoints'];
  return region === undefined ? {} : { [region]: written as Origins };
}

/** What keeps a deployed stage from running, a sentence each: unsafe waits, what is missing, secrets in plain. */
export function leniencies(settings: Settings): string[] {
  const plain = SECRETS.filter((name) => settings[name]);
  if (plain.length === 0) return unsafe(settings);
  return [
    ...unsafe(settings),
    `STAGE ${settings.STAGE} takes no plain secret from the environment: remove ${plain.join(', ')} and name a ` +
      'Secrets Manager secret in HW_CREDENTIALS_SECRET, WEBHOOK_SENDERS_SECRET or CHANNELS_SECRET',
  ];
}

/** Waits that are not safe, and what is missing. */
function unsafe(settings: Settings): string[] {
  const { STAGE, HW_TIMEOUT_MS, TIMING, place } = settings;
  const short = shortMargins(TIMING);
  // A login and a call, each as slow as may be, and what must remain before the call.
  const longest = 2 * HW_TIMEOUT_MS + TIMING.submit_margin_ms;
  const missing = [
    ...NEEDED.filter((name) => !settings[name]),
    ...(place.region ? [] : ['HW_REGION_NAME']),
    ...(place.project_id ? [] : ['HW_PROJECT_ID']),
  ];
  return [
    short.length > 0 && `STAGE ${STAGE} takes no shorter margins than usual: TIMING, ${short.join(', ')}`,
    longest > FUNCTION_MS &&
      `STAGE ${STAGE} has functions of ${FUNCTION_MS} ms: twice HW_TIMEOUT_MS and submit_margin_ms are more`,
    missing.length > 0 && `STAGE ${STAGE} needs ${missing.join(', ')}`,
  ].filter((sentence) => sentence !== false);
}
