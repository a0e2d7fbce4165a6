import type { Page } from '../../platform/page.ts';
import type { Row, Table } from '../../platform/ports.ts';
import type { Operation } from '../../terms/operation.ts';
import { redact } from '../../values/redact.ts';
import { cell } from '../cell.ts';
import type { Entry } from '../entry/entry.ts';
import { note } from '../entry/history.ts';
import { isLockOn, LOCKS, lockKey, projectIn, requestKeys } from '../keys.ts';
import { allPointedKeys } from '../pointed-entries.ts';
import type { Ledger } from '../store.ts';
import type { Holder } from './instance-lock.ts';

/** The lock on an instance as the table holds it, with its holder's entry, if the ledger still has that. */
export interface Lock {
  readonly row: Row;
  readonly holder: Holder;
  readonly entry: Entry | undefined;
}

/** Who released it, when (RFC 3339), and why. */
export type Release = NonNullable<Holder['released']>;

/**
 * The locks on instances of that id, in either letter case; one for each service and project that knows it. Who holds one is a request
 * for that instance of one of the operations. Throws `PlatformUnavailable`.
 */
export async function findLocks(
  { table }: Ledger,
  instance: string,
  operations: readonly Operation[],
): Promise<Lock[]> {
  const names = operations.map(({ name }) => name);
  const narrowing = { operations: names, most: MOST };
  const keys = await allPointedKeys(table, { target: instance }, narrowing, Date.now());
  const locks = keys
    ? await table.getAll(locksOf(keys, instance, operations))
    : await scanned(table, instance);
  const held = locks.map((row) => ({ row, holder: JSON.parse(row.doc) as Holder }));
  const entries = await table.getAll(held.map(({ holder }) => holder.holder));
  return held.map(({ row, holder }) => {
    const entry = entries.find(({ pk }) => pk === holder.holder);
    return { row, holder, entry: entry && (JSON.parse(entry.doc) as Entry) };
  });
}

// More requests than an instance has in the 35 days that the ledger remembers.
const MOST = 1000;

const locksOf = (keys: readonly string[], instance: string, operations: readonly Operation[]): string[] =>
  operations.flatMap((operation) =>
    keys
      .filter((key) => key.startsWith(requestKeys(operation.name)))
      .map((key) => lockKey(operation, projectIn(key), instance)),
  );

async function scanned(table: Table, instance: string): Promise<Row[]> {
  const found: Row[] = [];
  let page: Page | undefined;
  do {
    const { rows, next } = await table.scan({ prefixes: [LOCKS] }, page);
    found.push(...rows.filter(({ pk }) => isLockOn(pk, instance)));
    page = next;
  } while (page);
  return found;
}

/**
 * Lets the next request take the instance, if the lock still is as it was read; false when it is not. The holder stays on
 * record until then, so that what is found of its work is still taken for its own, and its history tells of the release.
 * Throws `PlatformUnavailable`.
 */
export async function releaseLock(
  ledger: Ledger,
  operation: Operation,
  { row, holder }: Lock,
  instance: string,
  release: Release,
): Promise<boolean> {
  const released = redact(release);
  const content = { doc: { ...holder, released }, kept_until: row.expires_at * 1000 };
  if (!(await cell<Holder>(ledger.table, row.pk).write(content, row))) return false;
  const said = `${instance} by ${released.by}: ${released.reason}`;
  const news = { what: 'released', targets: [holder.target], said } as const;
  await ledger.change(operation, holder.holder, (entry) => note(entry, Date.parse(released.at), news));
  return true;
}
