import { writtenVariables } from '../infra/stage/environment-of.ts';
import { stackNames } from '../infra/stage/stack-names.ts';
import { LOGIN_NAMES } from '../shared/huawei/login.ts';
import { type Account, callerAccount } from '../shared/platform/aws/account.ts';
import { functionVariables } from '../shared/platform/aws/function-variables.ts';
import { AwsRefusal } from '../shared/platform/aws/refusal.ts';
import { NAMES } from '../shared/settings/variables.ts';
import { PlatformUnavailable } from '../shared/terms/errors.ts';
import type { Environment } from './command.ts';
import type { Terminal } from './terminal/terminal.ts';

interface Wanted {
  readonly stage: string;
  /** The operation whose function is asked; without one it is the sweep, which serves them all. */
  readonly operation?: { readonly name: string } | undefined;
  /** Whether the names of table and bus will do where the function cannot be read. */
  readonly urgent: boolean;
}

/** A stage's variables with this shell's over them; not *whole* where the function could not be read. */
interface StageEnvironment {
  readonly environment: Environment;
  readonly whole: boolean;
}

/** All that is known of a stage without its functions, enough to keep it from sending. */
const TO_STOP = ['LEDGER_TABLE', 'EVENT_BUS'];

/**
 * The variables of a deployed stage: the names of its stack, over them what its function has, over both what this shell sets.
 * Tells the person what differs. Throws `PlatformUnavailable`.
 */
export async function readStageEnvironment(
  { stage, operation, urgent }: Wanted,
  shell: Environment,
  { say }: Pick<Terminal, 'say'>,
): Promise<StageEnvironment> {
  const account = await asked(callerAccount(), 'the account of this AWS login cannot be read');
  const names = stackNames(stage, account);
  const deployed = functionVariables(`db-upkeep-${stage}-${operation?.name ?? 'sweep'}`);
  try {
    const taken = Object.entries(await settingsOf(stage, account, deployed)).filter(isTaken);
    const { environment, differing } = shellOver(
      { ...names, ...Object.fromEntries(taken), STAGE: stage },
      shell,
    );
    for (const line of differing) say(`stage ${stage}: ${line}\n`);
    return { environment, whole: true };
  } catch (error) {
    if (!(urgent && error instanceof Unread)) throw error;
    say(
      `${error.message}\ngoes on with the names of its table and bus, and without the cloud's credentials\n`,
    );
    const some = Object.entries(names).filter(([name]) => TO_STOP.includes(name));
    return { environment: { ...Object.fromEntries(some), ...shell }, whole: false };
  }
}

/** The stage is there, for all that is known, and its settings cannot be read. */
class Unread extends PlatformUnavailable {}

async function settingsOf(
  stage: string,
  { id, region }: Account,
  deployed: ReturnType<typeof functionVariables>,
): Promise<Environment> {
  try {
    return await deployed;
  } catch (cause) {
    const { name, message } = cause as Error;
    if (cause instanceof AwsRefusal && name === 'ResourceNotFoundException') {
      throw new PlatformUnavailable(
        `there is no stage ${stage} in region ${region} of the AWS account ${id}: ${message}`,
      );
    }
    throw new Unread(`the settings of the stage ${stage} cannot be read: ${name}: ${message}`);
  }
}

async function asked<Answer>(answer: Promise<Answer>, otherwise: string): Promise<Answer> {
  try {
    return await answer;
  } catch (cause) {
    const { name, message } = cause as Error;
    throw new PlatformUnavailable(`${otherwise}: ${name}: ${message}`);
  }
}

/** What the stack sets for the product itself: neither secrets, nor the way that the functions take to the network. */
const isTaken = ([name]: [string, unknown]) =>
  (NAMES as readonly string[]).includes(name) && name in writtenVariables();

/** What stands in an environment that is the stage's with the shell's over it, a sentence for each variable that differs. */
function shellOver(
  stage: Environment,
  shell: Environment,
): { readonly environment: Environment; readonly differing: readonly string[] } {
  const own = LOGIN_NAMES.filter((name) => shell[name]);
  const { HW_CREDENTIALS_SECRET: secret, ...others } = stage;
  const instead = own.length > 0 && !shell.HW_CREDENTIALS_SECRET && secret;
  const theirs = instead ? others : stage;
  const set = Object.entries(shell).filter(([name, value]) => value && name !== 'STAGE');
  const differing = set.flatMap(([name, value]) => {
    const replaced = theirs[name];
    return replaced && replaced !== value ? [`${name} is ${toldOf(value, replaced)}`] : [];
  });
  return {
    environment: { ...theirs, ...Object.fromEntries(set) },
    differing: [
      ...differing,
      ...(instead ? [`the login is this shell's ${own.join(', ')}, not ${secret}`] : []),
    ],
  };
}

/** A name or a number is shown; what is longer, or JSON, is not. */
const toldOf = (value: string | undefined, replaced: string): string =>
  [value, replaced].every((text = '') => /^[\w./:{}-]{1,120}$/.test(text))
    ? `${value} as this shell has it, not ${replaced}`
    : "this shell's, not the stage's";
