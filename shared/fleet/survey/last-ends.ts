import { isSameId } from '../../huawei/ids.ts';
import type { Entry } from '../../ledger/entry/entry.ts';
import { requestKey } from '../../ledger/keys.ts';
import { pointedKeys } from '../../ledger/pointed-entries.ts';
import type { Table } from '../../platform/ports.ts';
import type { LastEnds } from './row.ts';
import type { TargetRow } from './rows.ts';

// Nothing that ended is older than the requests before it for long: an instance is worked on by one at a time.
const MOST = 10;

/** How the last job on a target ended as the ledger has it; what it has forgotten stays. Throws `PlatformUnavailable`. */
export async function lastEnds(
  table: Table,
  target: string,
  { operations, project }: { readonly operations: readonly string[]; readonly project: string },
  known: LastEnds,
  now: number,
): Promise<LastEnds> {
  const { keys } = await pointedKeys(table, { target }, { operations, project, most: MOST }, now);
  if (keys.length === 0 || isSettled(known, project, keys[0])) return known;
  const rows = await table.getAll(keys);
  return latest(
    known,
    rows.flatMap(({ doc }) => endsOf(JSON.parse(doc) as Entry, target)),
  );
}

/** Whether the latest request is the one whose good end is known: there is no more to learn. */
const isSettled = ({ last_result: last }: LastEnds, project: string, key: string | undefined): boolean =>
  last?.end === 'succeeded' && requestKey(last.operation, project, last.request_id) === key;

type Result = NonNullable<TargetRow['last_result']>;

const endsOf = ({ operation, request_id, jobs = [] }: Entry, target: string): Result[] =>
  jobs.flatMap(({ target: own, end, over_ran }) =>
    end && isSameId(own, target)
      ? [{ operation, request_id, end: end.end, at: end.at, ...(over_ran !== undefined && { over_ran }) }]
      : [],
  );

function latest({ last_result, last_success_at = 0 }: LastEnds, found: readonly Result[]): LastEnds {
  const [last] = [...found, ...(last_result ? [last_result] : [])].sort((one, other) => other.at - one.at);
  const good = found.filter(({ end }) => end === 'succeeded').map(({ at }) => at);
  const success = Math.max(last_success_at, ...good);
  return { ...(last && { last_result: last }), ...(success > 0 && { last_success_at: success }) };
}
