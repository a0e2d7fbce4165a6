import { spawn } from 'node:child_process';
import type { Cloud } from '../../stand-in/cloud/cloud.ts';
import { keepEnvironment, keepOutput, keepUrls } from '../../stand-in/secrets/kept.ts';
import { type Ended, inProcess } from './in-process.ts';

export type { Ended };

/** Those that log in are asked how often they do: a token that this process has would hide that. */
const ALONE = ['invoke', 'pending', 'doctor'];

const PASSWORD = 'correct horse battery staple';

/** The environment of a person who uses the stand-in with its user's password. */
export const withPassword = ({ endpoints }: Pick<Cloud, 'endpoints'>) => ({
  HW_REGION_NAME: 'ap-southeast-1',
  HW_ENDPOINTS: JSON.stringify(endpoints),
  HW_DOMAIN_NAME: 'acme',
  HW_USER_NAME: 'upkeep',
  HW_USER_PASSWORD: PASSWORD,
  // Suites that count the calls of a submission have no use for the reads before it.
  PREFLIGHT: 'off',
});

/** The same with its access key. */
export const withKeys = ({ endpoints, state }: Pick<Cloud, 'endpoints' | 'state'>) => {
  const [key] = state.accessKeys.values();
  return {
    HW_REGION_NAME: 'ap-southeast-1',
    HW_ENDPOINTS: JSON.stringify(endpoints),
    HW_ACCESS_KEY: key?.access ?? '',
    HW_SECRET_KEY: key?.secret ?? '',
    PREFLIGHT: 'off',
  };
};

/** Runs `invoke` as a process without a terminal; `started` gets the means to send it a signal. */
export const invoke = (
  args: readonly string[],
  environment: Record<string, string> = {},
  started: (kill: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<Ended> => run('cli/db-upkeep.mjs', ['invoke', ...args], environment, started);

/** Runs another command, in this process where it can be; at a terminal where something is `typed`. */
export const command = (
  name: string,
  args: readonly string[],
  environment: Record<string, string | undefined>,
  standsAt?: number,
  typed?: string,
): Promise<Ended> =>
  ALONE.includes(name)
    ? alone(name, args, environment, standsAt, typed)
    : inProcess([...name.split(' '), ...args], environment, typed);

/**
 * Runs a command as a person's shell does, in a process that knows nothing of this one. Its clock stands at `standsAt`, so
 * that what it prints of time does not depend on how fast it starts; without one it is the machine's.
 */
export const alone = (
  name: string,
  args: readonly string[],
  environment: Record<string, string | undefined>,
  standsAt?: number,
  typed?: string,
): Promise<Ended> => {
  const loads = [
    ...(standsAt === undefined ? [] : ['--require ./stand-in/platform/shifted-clock.cjs']),
    ...(typed === undefined ? [] : ['--require ./stand-in/platform/terminal.cjs']),
  ];
  const more = {
    NODE_OPTIONS: loads.join(' '),
    ...(standsAt !== undefined && { _PLATFORM_CLOCK_STANDS_AT: String(standsAt) }),
  };
  // A line of eighty cells, as a person may have it.
  return run(
    'cli/db-upkeep.mjs',
    [name, ...args],
    { COLUMNS: '80', ...environment, ...more },
    () => {},
    typed,
  );
};

/** Runs `redrive` in the same way. */
export const deadLetters = (
  args: readonly string[],
  environment: Record<string, string | undefined>,
): Promise<Ended> => command('dead-letters', args, environment);

/** Runs `secrets` with a text on its standard input. */
export const secrets = (
  args: readonly string[],
  environment: Record<string, string | undefined>,
  input = '',
): Promise<Ended> => run('cli/db-upkeep.mjs', ['secrets', ...args], environment, () => {}, input);

/** Runs `deploy`. */
export const deploy = (
  args: readonly string[],
  environment: Record<string, string | undefined> = {},
): Promise<Ended> => run('cli/db-upkeep.mjs', ['deploy', ...args], environment, () => {});

/** Runs `doctor` in the same way. */
export const doctor = (
  args: readonly string[],
  environment: Record<string, string | undefined> = {},
): Promise<Ended> => run('cli/db-upkeep.mjs', ['doctor', ...args], environment, () => {});

/** Runs any script of the repository, in an environment without anything of ours. */
export const script = (path: string, args: readonly string[]): Promise<Ended> =>
  run(path, args, {}, () => {});

function run(
  command: string,
  args: readonly string[],
  environment: Record<string, string | undefined>,
  started: (kill: (signal: NodeJS.Signals) => void) => void,
  input?: string,
): Promise<Ended> {
  keepEnvironment(environment);
  keepUrls(args.join(' '));
  const child = spawn(process.execPath, [command, ...args], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    // One that never ends must not outlive its test.
    timeout: 250_000,
  });
  child.stdin.on('error', () => {}).end(input);
  started((signal) => void child.kill(signal));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      keepOutput(`what ${command} printed`, stdout, stderr);
      resolve({ code, stdout, stderr });
    });
  });
}

/** Every secret the stand-in knows of or was sent. */
export const secretsOf = ({ state, received }: Pick<Cloud, 'state' | 'received'>): string[] => [
  PASSWORD,
  ...[...state.accessKeys.values()].map(({ secret }) => secret),
  ...state.tokens.keys(),
  ...received.flatMap(({ headers }) => headers.authorization?.split('Signature=')[1] ?? []),
];
