import { catalog } from '../functions/catalog.ts';
import { faultInStageName } from '../infra/stage/stage-name.ts';
import { isDatabaseId } from '../shared/huawei/ids.ts';
import type { Operation } from '../shared/terms/operation.ts';
import { nearestText } from '../shared/values/nearest-text.ts';
import { projectId } from '../shared/values/project-id.ts';
import { parseDuration } from '../shared/values/time/duration.ts';
import { parseInstant } from '../shared/values/time/instant.ts';
import { BadUsage } from './command.ts';

const NAMES = catalog.map(({ name }) => name);
const LONGEST_REASON = 500;

/** An operation by its name. Throws `BadUsage`. */
export function operationCalled(name: string): Operation {
  const operation = catalog.find((one) => one.name === name);
  if (operation) return operation;
  const meant = nearestText(name, NAMES);
  throw new BadUsage(
    `unknown operation ${JSON.stringify(name)}${meant ? `: is ${meant} meant?` : '.'} Known: ${NAMES.join(', ')}`,
  );
}

/** The word that names an operation. */
export const oneOperation = {
  takes: '<operation>',
  says: `one of ${NAMES.join(', ')}`,
  read: operationCalled,
} as const;

/** A project's id. Throws `BadUsage`. */
export function projectCalled(id: string): string {
  if (projectId.safeParse(id).success) return id;
  throw new BadUsage(`expected 32 letters and digits, got ${JSON.stringify(id)}`);
}

/** A person's reason. Throws `BadUsage`. */
export function reasonIn(text: string): string {
  if (text.trim() !== '' && text.length <= LONGEST_REASON && !/\p{Cc}/u.test(text)) return text;
  throw new BadUsage(`expected 1 to ${LONGEST_REASON} characters on one line`);
}

/** One of a few words. */
export const oneOf =
  <const Word extends string>(...words: readonly Word[]) =>
  (text: string): Word => {
    const known = words.find((word) => word === text);
    if (known) return known;
    const meant = nearestText(text, words);
    throw new BadUsage(
      `expected one of ${words.join(', ')}, got ${JSON.stringify(text)}${meant ? `: is ${meant} meant?` : ''}`,
    );
  };

/** For whom a result is written. */
export const outputCalled = oneOf('text', 'json');

const tableOutputCalled = oneOf('text', 'md', 'csv', 'json');
export type TableOutput = ReturnType<typeof tableOutputCalled>;

/** For whom a result is written that has rows. */
export const tableOutput = {
  takes: 'text|md|csv|json',
  says: 'text for a person (default); md or csv for a record to file, a line a row, values whole; json for programs',
  read: tableOutputCalled,
} as const;

/** The same where there is a page for it besides. */
export const pageOutput = {
  takes: 'text|md|csv|json|html',
  says: `${tableOutput.says}; html for one file to mail`,
  read: oneOf('text', 'md', 'csv', 'json', 'html'),
} as const;

/** A whole number within bounds. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw new BadUsage(`expected a number from ${least} to ${most}, got ${JSON.stringify(text)}`);
  };

/** A time that is past, epoch ms: a point in time, or a duration before now. Throws `BadUsage`. */
export function timeAgo(text: string): number {
  const duration = parseDuration(text);
  const at = duration === undefined ? parseInstant(text)?.at : Date.now() - duration;
  if (at !== undefined && at <= Date.now()) return at;
  throw new BadUsage(
    `expected a time that is past, as PT12H (ago) or 2026-11-01T08:00:00Z, got ${JSON.stringify(text)}`,
  );
}

/** The id of an instance or a proxy. Throws `BadUsage`. */
export function databaseId(text: string): string {
  if (isDatabaseId(text)) return text;
  throw new BadUsage(`expected the id of an instance or a proxy, got ${JSON.stringify(text)}`);
}

/** A stage that can have been deployed. Throws `BadUsage`. */
function stageCalled(name: string): string {
  if (name === 'local') throw new BadUsage('local is this machine, and not deployed: leave --stage out');
  const fault = faultInStageName(name);
  if (fault !== undefined) throw new BadUsage(fault);
  return name;
}

/** Where a command asks AWS. */
export const inAws = {
  'aws-region': {
    takes: '<region>',
    says: "AWS's region; by default AWS_REGION, AWS_DEFAULT_REGION or that of the AWS profile",
  },
} as const;

/** Which deployment a command works on. */
export const ofStage = {
  stage: {
    takes: '<stage>',
    says: 'the deployed stage to work on: its table, queues, bus and secrets, and the settings that its functions have; what this shell sets stands over them',
    read: stageCalled,
  },
  ...inAws,
} as const;

/** Why a rehearsal takes no stage. */
export const REHEARSAL_ALONE =
  '--stage and --rehearsal do not go together: a rehearsal works on stand-ins alone';

/** The options that narrow a search. */
export const narrowing = {
  operation: { takes: '<name>', says: 'of this operation only', read: operationCalled },
  project: { takes: '<id>', says: 'of this project only', read: projectCalled },
} as const;
