import { openFleetTable } from '../platform/platform.ts';
import { rowsKey } from '../terms/row-key.ts';
import { parseJson } from '../values/json/parse-json.ts';
import { isPlainObject } from '../values/json/plain-object.ts';

/** What targets are called by whoever made them, by their ids. */
export type Names = ReadonlyMap<string, string>;

/** One read of the table takes so many. */
const MOST = 100;

/** The names that the survey has seen, by one read of the fleet table; of the others none, and none at all where it does not answer. */
export async function readNames(
  fleetTable: string,
  at: Parameters<typeof rowsKey>[0],
  targets: readonly string[],
): Promise<Names> {
  const keys = [...new Set(targets)].slice(0, MOST).map((sk) => ({ pk: rowsKey(at), sk }));
  // A name is a courtesy: what happened is told without it.
  const rows =
    keys.length > 0
      ? await openFleetTable(fleetTable)
          .getAll(keys)
          .catch(() => [])
      : [];
  return new Map(
    rows.flatMap(({ sk, doc }) => {
      const row = parseJson(doc);
      return isPlainObject(row) && typeof row.name === 'string' && row.name !== '' ? [[sk, row.name]] : [];
    }),
  );
}

/** A target for people: its name where one is known, and its id. */
export const called = (target: string, names: Names): string => {
  const name = names.get(target);
  return name === undefined ? target : `${name} (${target})`;
};

/** The field of an event that names these targets; none where nobody knows a name of theirs. */
export function namesField(
  targets: readonly string[],
  names: Names,
): { readonly names?: Readonly<Record<string, string>> } {
  const known = targets.flatMap((target) => {
    const name = names.get(target);
    return name === undefined ? [] : [[target, name] as const];
  });
  return known.length > 0 ? { names: Object.fromEntries(known) } : {};
}
