import { catalog } from '../../functions/catalog.ts';
import type { Cases, LookupCases } from '../../shared/terms/cases.ts';
import type { Reads } from '../../shared/terms/follow.ts';
import type { Example, Operation } from '../../shared/terms/operation.ts';
import { matchRoute } from '../../stand-in/cloud/routes.ts';
import { triggers, type Way } from './triggers.ts';

/** One operation as a test sends it: its intent, the targets it names, and what the vendor's SDK calls it. */
export interface Case {
  readonly operation: string;
  readonly call: string;
  readonly service: Operation['service'];
  readonly intent: Readonly<Record<string, unknown>>;
  readonly targets: readonly string[];
}

const folder = (name: string) => `../../functions/${name}`;

/** What the vendor's SDK calls a method and path of a service, as the stand-in has it. */
function callOf({ service }: Operation, route: string): string {
  const [method = '', path = ''] = route.split(' ');
  const found = matchRoute(service, method, path);
  if (!found) throw new Error(`the stand-in knows no ${service} ${route}`);
  return found.call;
}

/** What the vendor's SDK calls these reads. */
export const callsOf = (operation: Operation, reads: Reads): string[] =>
  Object.values(reads).map(({ route }) => callOf(operation, route));

/** The operation that a case is of. */
export function operationOf({ operation }: Pick<Case, 'operation'>): Operation {
  const found = catalog.find(({ name }) => name === operation);
  if (!found) throw new Error(`no operation ${operation}`);
  return found;
}

/** What the operation's own folder has for tests. */
export const casesOf = async (name: string): Promise<Cases> =>
  ((await import(`${folder(name)}/cases.ts`)) as { cases: Cases }).cases;

/** The operations of which their own folder says this. */
export async function operationsWith(
  fact: 'failsWithoutReason' | 'absentOnceUnlisted' | 'heldUnseen',
): Promise<ReadonlySet<string>> {
  const all = await Promise.all(
    catalog.map(async ({ name }) => [name, (await casesOf(name))[fact]] as const),
  );
  return new Set(all.flatMap(([name, is]) => (is ? [name] : [])));
}

/** What its lookup must find. */
export const lookupCasesOf = async (name: string): Promise<LookupCases> =>
  ((await import(`${folder(name)}/lookup-cases.ts`)) as { lookupCases: LookupCases }).lookupCases;

async function caseOf(operation: Operation): Promise<Case> {
  const { name, service, route } = operation;
  const { examples } = (await import(`${folder(name)}/examples.ts`)) as { examples: Example[] };
  const [example] = examples;
  if (!example) throw new Error(`${name} has no example`);
  const { intent = example.intent } = await casesOf(name);
  return {
    operation: name,
    call: callOf(operation, route),
    service,
    intent: { project_id: example.project_id, ...intent },
    targets: [...new Set(example.outcomes.map(({ target }) => target))],
  };
}

/** Every operation of the catalogue; the stand-in takes each on when nothing is wrong. */
export const cases: readonly Case[] = await Promise.all(catalog.map(caseOf));

const onFirst = (one: Case): Case => {
  const targets = one.targets.slice(0, 1);
  return { ...one, intent: { ...one.intent, ...operationOf(one).narrow?.(targets) }, targets };
};

/** The same, each on one target. */
export const singles: readonly Case[] = cases.map(onFirst);

/** The same, as rows for `test.each`. */
export const each = singles.map((one) => ({ name: one.operation, one }));

/** The triggers that may bring an operation. */
export const waysTo = ({ neverBy }: Operation): Way[] => triggers.filter((way) => !neverBy?.includes(way));

/**
 * The first of them by every trigger that may bring it, and each other by one, in turns: what heeds the trigger knows no
 * operation, and the other way round.
 */
export const crossed = (all: readonly Case[]): { way: Way; one: Case; operation: string }[] =>
  all.flatMap((one, index) => {
    const ways = waysTo(operationOf(one));
    const some = index === 0 ? ways : ways.slice(index % ways.length).slice(0, 1);
    return some.map((way) => ({ way, one, operation: one.operation }));
  });

/** Those that a timer may bring. */
export const timed: readonly Case[] = cases.filter((one) => waysTo(operationOf(one)).includes('timer'));

/** The request that a case comes to at a time, epoch ms. */
export function requestOf(one: Case, at: number): object {
  const { project_id: _, ...fields } = one.intent;
  const { request, resolve } = operationOf(one);
  const asked = request.parse(fields);
  return resolve?.(asked, at) ?? asked;
}

const named = (name: string): Case => {
  const found = cases.find(({ operation }) => operation === name);
  if (!found) throw new Error(`no operation ${name}`);
  return found;
};

/** One instance, of GaussDB. */
export const plugin = named('install-kernel-plugin');
/** Two instances, of GaussDB, at a later time. */
export const hotfix = named('schedule-hotfix-upgrade');
/** One proxy, of TaurusDB. */
export const proxy = named('upgrade-proxy-version');
/** Two instances, of GeminiDB; an answer for each. */
export const patch = named('patch-databases');
