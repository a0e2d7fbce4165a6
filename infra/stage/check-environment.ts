import { catalog } from '../../functions/catalog.ts';
import { readPackages } from '../../functions/install-kernel-plugin/packages.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { leniencies, loadSettings } from '../../shared/settings/settings.ts';
import { readVariables } from '../../shared/settings/variables.ts';
import { variableFaults } from '../../shared/terms/faults.ts';
import { PROXY_FORM, proxyUrl } from '../../shared/transport/proxy.ts';
import type { Fault } from '../../shared/values/fault.ts';
import type { Environment } from './environment-of.ts';

/**
 * Lambda's limit for the environment as one JSON text, in which a quote inside a value takes two bytes: its refusal
 * ends in "String measured: {…}" (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html: 4 KB in all).
 */
const LARGEST_BYTES = 4096;

/** What whoever deploys has to set, and what may stand in for it while the rest is checked. */
const NEEDED = { HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: '0'.repeat(32) };

const OPEN: Policy = {
  open: {
    from: ['timer:*'],
    operations: catalog.map(({ name }) => name),
    regions: ['*'],
    projects: ['*'],
  },
};

/** The policy that forbids no schedule anything, for where nobody can know what the real one says. */
export const OPEN_POLICY = JSON.stringify(OPEN);

/** An environment after checking. */
export interface CheckedEnvironment {
  /** `variable: what was expected`, without values. */
  readonly faults: readonly string[];
  /** What every function needs and nobody set. */
  readonly missing: readonly string[];
  /** The same environment, fit to run in: what is wrong or missing is replaced by what lets most through. */
  readonly mended: Environment;
}

/** Reads an environment as the functions of a deployed stage will. */
export function checkEnvironment(environment: Environment): CheckedEnvironment {
  const [variables, packages] = [
    readVariables(environment),
    readPackages(environment.PLUGIN_PACKAGES || '[]'),
  ];
  const faults = [
    ...[variables, packages].flatMap(({ error }) => (error ? variableFaults(error) : [])),
    ...proxyFaults(environment),
    ...replaced(environment),
    ...tooLarge(environment),
  ];
  const wrong = new Set(faults.map(({ path }) => path.split(/[.[]/)[0]));
  const sound = Object.fromEntries(Object.entries(environment).filter(([name]) => !wrong.has(name)));
  const standIns = Object.entries(NEEDED).filter(([name]) => !sound[name]);
  const complete = {
    ...sound,
    ...Object.fromEntries(standIns),
    ...(standIns.length > 0 && { POLICY: OPEN_POLICY }),
  };
  const unsafe = leniencies({ ...loadSettings({ ...complete, STAGE: '' }), STAGE: environment.STAGE ?? '' });
  return {
    faults: [...faults.map(({ path, message }) => `${path}: ${message}`), ...unsafe],
    missing: Object.keys(NEEDED).filter((name) => !environment[name]),
    mended: {
      ...complete,
      ...(unsafe.length > 0 && { TIMING: '', HW_TIMEOUT_MS: '' }),
      // Only a local stage goes without a list of packages.
      ...(!packages.success && { STAGE: '' }),
    },
  };
}

/** A proxy's password would stand in plain in every function, where a deployed stage keeps no secret. */
function proxyFaults({ HTTPS_PROXY }: Environment): Fault[] {
  if (!HTTPS_PROXY) return [];
  const url = proxyUrl(HTTPS_PROXY);
  const message = url
    ? 'expected no user and password in it, which every function would hold in plain: let the proxy admit them by address'
    : `${PROXY_FORM}, got text of length ${HTTPS_PROXY.length}`;
  return url && !url.username && !url.password ? [] : [{ path: 'FUNCTIONS_HTTPS_PROXY', message }];
}

/** osls replaces variables in whatever it is given, also in what another variable held. */
const replaced = (environment: Environment): Fault[] =>
  Object.entries(environment)
    .filter(([, value]) => value.includes('${'))
    .map(([path]) => ({ path, message: 'expected no "${", which packaging would replace' }));

function tooLarge(environment: Environment): Fault[] {
  const bytes = jsonBytes(environment);
  if (bytes <= LARGEST_BYTES) return [];
  const largest = Object.entries(environment)
    .map(([name, value]) => [name, jsonBytes(value)] as const)
    .sort(([, one], [, other]) => other - one)
    .slice(0, 3)
    .map(([name, size]) => `${name} ${size}`);
  const message =
    `expected at most ${LARGEST_BYTES} bytes as JSON, got ${bytes}, most of them in ${largest.join(', ')}: ` +
    'use patterns, or fewer rules or packages';
  return [{ path: 'environment', message }];
}

const jsonBytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
