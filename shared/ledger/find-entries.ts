import type { Page } from '../platform/page.ts';
import type { Table } from '../platform/ports.ts';
import type { Entry } from './entry/entry.ts';
import { requestKeys } from './keys.ts';

/** What a scan of the ledger found; `complete` is false when the table has more pages than are read for one question. */
export interface FoundEntries {
  readonly entries: readonly Entry[];
  readonly complete: boolean;
}

// A page holds 1 MiB of rows.
const MOST_PAGES = 300;

/**
 * The entries of the operations that the test keeps, for people who ask. `mentions` is a word of theirs that the entry holds
 * as text, to leave the rest in the table; locks, jobs and breakers are no entries. Throws `PlatformUnavailable`.
 */
export async function findEntries(
  table: Table,
  operations: readonly string[],
  { mentions, keep }: { mentions?: string; keep: (entry: Entry) => boolean },
): Promise<FoundEntries> {
  const wanted = {
    prefixes: operations.map(requestKeys),
    ...(mentions !== undefined && { text: JSON.stringify(mentions).slice(1, -1) }),
  };
  const entries: Entry[] = [];
  let page: Page | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const { rows, next } = await table.scan(wanted, page);
    entries.push(...rows.map(({ doc }) => JSON.parse(doc) as Entry).filter(keep));
    if (!next) return { entries, complete: true };
    page = next;
  }
  return { entries, complete: false };
}
