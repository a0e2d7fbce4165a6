import type { Page } from './page.ts';

/** One item of the fleet table: a JSON document under two keys, with what its indexes need beside it. */
export interface FleetItem {
  readonly pk: string;
  readonly sk: string;
  /** Counts the writes of an item that several may write; every such write names the version it replaces. */
  readonly version: number;
  /** Tells our own write from another's when the answer to it was lost. */
  readonly write_id: string;
  readonly doc: string;
  /** Epoch ms at which something is to be done; absent when nothing is. */
  readonly due_at?: number;
  readonly shard?: string;
  /** Since when it has been overdue, epoch ms, and the place by which that is found. */
  readonly overdue_since?: number;
  readonly place?: string;
  /** Epoch seconds after which the table may drop the item; absent: it stays. */
  readonly expires_at?: number;
}

/** The two keys of an item. */
export type FleetKey = Pick<FleetItem, 'pk' | 'sk'>;

/** The reads and writes that fleets are made of. Every method throws `PlatformUnavailable`. */
export interface FleetTable {
  get(key: FleetKey): Promise<FleetItem | undefined>;
  /** The items of those keys that exist, in no order. */
  getAll(keys: readonly FleetKey[]): Promise<FleetItem[]>;
  /** Writes the item if what stands there still has `replaces` as its version, or does not exist; false when it has changed. */
  put(item: FleetItem, replaces: number | 'nothing'): Promise<boolean>;
  /** Writes every item over whatever stands there. */
  putAll(items: readonly FleetItem[]): Promise<void>;
  removeAll(keys: readonly FleetKey[]): Promise<void>;
  /** The items under a key whose second key begins so, in the order of that, a page at a time. */
  list(pk: string, begins: string, page?: Page): Promise<{ items: FleetItem[]; next?: Page }>;
  /** Some of those, behind a second key or from the first on, and whether none follow. */
  slice(
    pk: string,
    begins: string,
    wanted: { readonly behind?: string | undefined; readonly most: number },
  ): Promise<{ items: FleetItem[]; last: boolean }>;
  /** Items of a shard due at or before `until`, oldest first, a page at a time. */
  due(shard: string, until: number, page?: Page): Promise<{ items: FleetItem[]; next?: Page }>;
  /** Items of a place that have been overdue since `until` or longer, longest first, a page at a time. */
  overdue(place: string, until: number, page?: Page): Promise<{ items: FleetItem[]; next?: Page }>;
}
