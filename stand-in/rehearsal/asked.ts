import { catalog } from '../../functions/catalog.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import type { Trigger } from '../../shared/terms/report.ts';
import { type Rehearsable, readExamples } from './read-examples.ts';
import { todays } from './todays.ts';

/** The first example of an operation's vendor page as an intent to change, and the targets it names. */
export interface Asked {
  readonly operation: string;
  /** What the vendor's SDK calls the submission. */
  readonly call: string;
  readonly service: Operation['service'];
  readonly intent: Readonly<Record<string, unknown>>;
  readonly project_id: string;
  /** The triggers that never bring it. */
  readonly never_by: readonly Trigger[];
  readonly targets: readonly [string, ...string[]];
}

function asked({
  operation: { name, service, neverBy = [] },
  call,
  examples: [example],
}: Rehearsable): Asked {
  const [first, ...others] = new Set(example?.outcomes.map(({ target }) => target));
  if (!example || !first) throw new Error(`the example of ${name} names no target`);
  const { project_id } = example;
  const intent = { ...todays(example), project_id };
  return {
    operation: name,
    call,
    service,
    intent,
    project_id,
    never_by: neverBy,
    targets: [first, ...others],
  };
}

/** Every operation that the stand-in cloud knows, in the order of the catalogue. */
export const everyOperation: readonly Asked[] = (await readExamples()).known.map(asked);

/** The same about its first target alone. */
export function onFirst(one: Asked): Asked {
  const targets = [one.targets[0]] as const;
  const { narrow } = catalog.find(({ name }) => name === one.operation) ?? {};
  return { ...one, intent: { ...one.intent, ...narrow?.(targets) }, targets };
}

function named(name: string): Asked {
  const found = everyOperation.find(({ operation }) => operation === name);
  if (!found) throw new Error(`the stand-in knows no operation ${name}`);
  return found;
}

// What only one operation can show.
/** A plug-in on one GaussDB instance. */
export const plugIn = named('install-kernel-plugin');
/** Two hot patches on two GaussDB instances. */
export const hotfix = named('schedule-hotfix-upgrade');
/** A new version for one TaurusDB proxy. */
export const proxy = named('upgrade-proxy-version');
/** The latest patch for two GeminiDB instances. */
export const patch = named('patch-databases');

/** Instance ids that begin with their number; the suffix says which engine they are. */
export const numbered = (count: number, suffix: string): string[] =>
  Array.from(
    { length: count },
    (_, index) => `${String(index + 1).padStart(8, '0')}${'0'.repeat(24)}${suffix}`,
  );

/** Every target accepted, under whatever job. */
export const acceptedAll = (targets: readonly string[]) =>
  targets.map((target) => ({ target, verdict: 'accepted' }) as const);
