import type { RolloutHead } from '../../shared/fleet/rollout/rollout.ts';
import type { RolloutTarget } from '../../shared/fleet/rollout/target.ts';
import { targetKey } from '../../shared/fleet/rollout/target.ts';

/** An item and the version that a write over it must name. */
export interface Item<Doc> {
  readonly version: number;
  readonly doc: Doc;
}

/** Who holds a group. */
export interface Lock {
  readonly rollout: string;
  readonly seq: number;
}

/** The fleet table as rollouts see it: every write names the version that it replaces; 0 where nothing stood. */
export class Table {
  readonly heads = new Map<string, Item<RolloutHead>>();
  readonly rows = new Map<string, Item<RolloutTarget>>();
  readonly locks = new Map<string, Item<Lock>>();
  /** Targets by rollout, in the order of their keys. */
  readonly order = new Map<string, string[]>();

  add(head: RolloutHead, rows: readonly RolloutTarget[]): void {
    this.heads.set(head.id, { version: 1, doc: head });
    for (const row of rows) this.rows.set(`${head.id}/${targetKey(row)}`, { version: 1, doc: row });
    this.order.set(head.id, rows.map(targetKey).sort());
  }

  /** Waiting rows from behind a key on, and whether these are all. */
  waiting(rollout: string, begins: string, behind: string, most: number) {
    const keys = this.order.get(rollout) ?? [];
    const found: RolloutTarget[] = [];
    for (const key of keys) {
      if (!key.startsWith(begins) || key <= behind) continue;
      const row = this.rows.get(`${rollout}/${key}`)?.doc;
      if (row?.state !== 'waiting') continue;
      if (found.length === most) return { rows: found, last: false };
      found.push(row);
    }
    return { rows: found, last: true };
  }
}

/** Writes over the version that was read; false where another stands. */
export function replace<Doc>(items: Map<string, Item<Doc>>, key: string, version: number, doc: Doc): boolean {
  if ((items.get(key)?.version ?? 0) !== version) return false;
  items.set(key, { version: version + 1, doc });
  return true;
}
