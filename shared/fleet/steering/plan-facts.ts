import type { Bring } from '../../terms/offer.ts';
import { rowsKey } from '../../terms/row-key.ts';
import type { Fleet } from '../fleet.ts';
import type { Past, PlanFacts, PlanRow } from '../plan/facts.ts';
import type { RolloutHead } from '../rollout/rollout.ts';
import type { Result } from '../rollout/target.ts';
import { type PassPage, pagesOfPass, type Survey, surveyKey, type TargetRow } from '../survey/rows.ts';
import type { Context } from './context.ts';
import { listedKey } from './fleet-head.ts';

/** Ends after which another rollout has to be looked at first. */
const BAD: readonly (Result | undefined)[] = [
  'failed',
  'completed_unchanged',
  'timed_out',
  'unknown',
  'two_jobs',
];

/** The targets that open rollouts have at work, or that ended badly there. Throws `PlatformUnavailable`. */
export async function elsewhereOf(open: readonly RolloutHead[], { store }: Context): Promise<string[]> {
  const ids = new Set<string>();
  for (const { id, in_flight, kept, waves } of open) {
    const flights = [...in_flight, ...kept].map(({ sk }) => sk);
    for (const { doc } of flights.length > 0 ? await store.rows(id, flights) : []) ids.add(doc.target);
    if (!waves.some(({ counts }) => BAD.some((how) => how !== undefined && (counts[how] ?? 0) > 0))) continue;
    for await (const rows of store.targets(id)) {
      for (const { target, state, result, accepted } of rows) {
        if (state === 'ended' && BAD.includes(result) && !accepted) ids.add(target);
      }
    }
  }
  return [...ids];
}

/** How operations are brought, by name. */
export const bringOf = ({ operations }: Context): PlanFacts['bring'] =>
  new Map([...operations].flatMap(([name, { bring }]): [string, Bring][] => (bring ? [[name, bring]] : [])));

/** By which operation of their services instances are backed up, by the names of the others. */
export function backUpOf({ operations }: Context): PlanFacts['backUp'] {
  const every = [...operations.values()].map(({ operation }) => operation);
  return new Map(
    every.flatMap(({ name, service }) => {
      const found = every.find((one) => one.service === service && one.backUp);
      const apart = found?.backUp?.apart;
      return found ? [[name, { operation: found.name, ...(apart && { apart }) }] as const] : [];
    }),
  );
}

/** What approved plans of a fleet have listed, as far as a page of rows needs it. Throws `PlatformUnavailable`. */
export async function pastOf(
  fleet: string,
  first: boolean,
  rows: readonly PlanRow[],
  { take }: Fleet,
  { store }: Context,
): Promise<Past> {
  const keys = first
    ? []
    : rows.flatMap(({ row }) => Object.keys(take).map((operation) => listedKey(operation, row.target)));
  const listed = keys.length > 0 ? await store.listed(fleet, keys) : new Set<string>();
  return { first, has: (operation, target) => listed.has(listedKey(operation, target)) };
}

/** When the last pass of a survey read its targets, by their ids. Throws `PlatformUnavailable`. */
export async function readTimes(
  survey: Survey,
  pass: { readonly started_at: number },
  { table }: Context,
): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  let behind: string | undefined;
  for (;;) {
    const { items, last } = await table.slice(surveyKey(survey), pagesOfPass(pass.started_at), {
      behind,
      most: PAGES,
    });
    for (const { doc } of items) {
      const { met, proxies = [], read_at } = JSON.parse(doc) as PassPage;
      for (const id of [...met, ...proxies]) times.set(id, read_at);
    }
    behind = items.at(-1)?.sk;
    if (last || behind === undefined) return times;
  }
}

const PAGES = 100;

/** Rows of a survey from behind a target on, each with its instance's. Throws `PlatformUnavailable`. */
export async function rowsBehind(
  survey: Survey,
  { behind, most, times }: { behind: string | undefined; most: number; times: ReadonlyMap<string, number> },
  { table }: Context,
): Promise<{ rows: PlanRow[]; behind?: string }> {
  const pk = rowsKey(survey);
  const { items, last } = await table.slice(pk, '', { behind, most });
  const rows = items.map(({ doc }) => JSON.parse(doc) as TargetRow);
  const owners = [...new Set(rows.flatMap(({ instance }) => instance ?? []))];
  const found = owners.length > 0 ? await table.getAll(owners.map((sk) => ({ pk, sk }))) : [];
  const instances = new Map(found.map(({ sk, doc }) => [sk, JSON.parse(doc) as TargetRow]));
  const end = items.at(-1)?.sk;
  return {
    rows: rows.map((row) => ({
      row,
      of: row.instance === undefined ? row : instances.get(row.instance),
      read_at: times.get(row.target),
    })),
    ...(!last && end !== undefined && { behind: end }),
  };
}
