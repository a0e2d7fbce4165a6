import type { Given } from '../shared/settings/settings.ts';
import type { Here } from '../shared/words/command-text.ts';
import type { ExitCode } from './exit-code.ts';
import type { Having, Needable } from './needs.ts';
import type { Terminal } from './terminal/terminal.ts';

/** The command line or the intent cannot be used as given; each line of the message is for the person who typed it. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage';
}

/** Variables by their names, as `process.env` holds them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** An option that is there or not, as `--yes`. */
export interface Flag {
  readonly says: string;
}

/** An option or a word with a value; `read` turns the text into it and throws `BadUsage` for what it cannot use. */
export interface Valued<Value = string> {
  /** What stands behind the option in the help, as in `<name>`. */
  readonly takes: string;
  readonly says: string;
  read?(text: string): Value;
}

/** The same where it may come several times. */
export interface Listed<Value = string> extends Valued<Value> {
  readonly many: true;
}

/** A word without which the command does nothing, or one that may be left out. */
export interface Word<Value = string> extends Valued<Value> {
  readonly optional?: true;
}

type Option = Flag | Valued<unknown> | Listed<unknown>;
export type Options = Readonly<Record<string, Option>>;
export type Words = Readonly<Record<string, Word<unknown>>>;

type ValueOf<One> = One extends { read(text: string): infer Value } ? Value : string;
type OptionValue<One> = One extends { many: true }
  ? readonly ValueOf<One>[]
  : One extends { takes: string }
    ? ValueOf<One> | undefined
    : boolean;
type WordValue<One> = One extends { optional: true } ? ValueOf<One> | undefined : ValueOf<One>;

/** What a person typed, read: options by their names, words by theirs. */
export type Typed<Asked extends Options, Said extends Words> = {
  readonly [name in keyof Asked]: OptionValue<Asked[name]>;
} & { readonly [name in keyof Said]: WordValue<Said[name]> };

/** The stage that a command works on, and the operation whose function is asked for its settings, where it is about one. */
export interface OfStage {
  readonly stage: string | undefined;
  readonly operation?: { readonly name: string } | undefined;
}

/** What a command runs with besides what was typed; `Needed` are the variables that it cannot do without. */
export interface Session<Needed extends Needable = never> {
  readonly terminal: Terminal;
  /** The settings in force: those of the stage that is named, else those of this shell. Throws `Misconfigured`, `PlatformUnavailable`. */
  readSettings(of?: OfStage): Promise<Having<Needed>>;
  /** The same, or what is wrong with them, for a command that tells it among other things. Throws `PlatformUnavailable`. */
  giveSettings(of?: OfStage): Promise<Given>;
  /** Where the commands that this one names have to work, too. */
  readonly here: Here;
  /** The error for words and options that do not go together; it names the command's help. */
  misused(message: string): BadUsage;
}

/** A command as a value: help, parsing and exit codes follow from it, and a test runs it in its own process. */
export interface Command<
  Asked extends Options = Options,
  Said extends Words = Words,
  Needed extends Needable = Needable,
> {
  /** As it is typed, `pause` or `dead-letters list`. */
  readonly name: string;
  /** What it does, for its help; the first sentence stands in the list of commands. */
  readonly says: string;
  readonly words?: Said;
  readonly options?: Asked;
  /** Options that somebody may expect here, each with why there is none. */
  readonly refuses?: Readonly<Record<string, string>>;
  /** Options by a name that they had once, each with its name now; they are refused with the line to paste. */
  readonly renamed?: Readonly<Record<string, string>>;
  readonly needs?: readonly Needed[];
  /** It only keeps things from being sent: where a stage's settings cannot be read, the names of its table and bus will do. */
  readonly urgent?: true;
  /** Which variables it reads and what they have to allow, for its help. */
  readonly reads?: string;
  /** What else its help tells, such as examples. */
  readonly more?: string | (() => Promise<string>);
  /** What each exit code means here. */
  readonly exits: Readonly<Partial<Record<ExitCode, string>>>;
  run(typed: Typed<Asked, Said>, session: Session<Needed>): Promise<number>;
}

/** Why a command that knows AWS's region alone takes no `--region`. */
const NOT_AWS = "that is the database's region, which plays no part here; AWS's is --aws-region <region>";

/**
 * Keeps the types of options, words and variables together, and refuses `--region` where AWS's alone is known; importing a
 * command does nothing.
 */
export function defineCommand<
  const Asked extends Options = Record<never, never>,
  const Said extends Words = Record<never, never>,
  const Needed extends Needable = never,
>(command: Command<Asked, Said, Needed>): Command {
  // Whoever runs it reads what was typed by its own options and words, and checks the variables that it needs.
  const { options = {}, refuses } = command;
  const refused =
    'aws-region' in options && !('region' in options) ? { region: NOT_AWS, ...refuses } : refuses;
  return { ...command, ...(refused && { refuses: refused }) } as unknown as Command;
}
