import type { ServiceName } from '../../huawei/services/services.ts';
import type { Fleets } from '../fleet.ts';
import type { Kept } from '../survey/kept.ts';
import type { Survey } from '../survey/rows.ts';
import { readTimes, STALE_MS } from './coverage.ts';
import { judgedRows, overdueOf } from './judged-rows.ts';
import type { State } from './state.ts';

// A view of 10,000 targets cannot read 10,000 rows: what it counts, orders and chooses by stands on a few sheets.

/** What is kept of a target: enough to count it, to find it, and to tell its state while nobody reads it again. Times in epoch ms. */
export interface SheetLine {
  readonly target: string;
  /** Of a proxy: the instance whose it is. */
  readonly instance?: string | undefined;
  readonly state: State;
  /** Since when what it waits for has been offered. */
  readonly since?: number | undefined;
  /** From when on it is overdue if nothing changes. */
  readonly overdue_from?: number | undefined;
  readonly read_at?: number | undefined;
  readonly owner?: string | undefined;
  /** The fleets that it is in, and those of which nobody can tell. */
  readonly fleets: readonly string[];
  readonly maybe: readonly string[];
}

/** What a page counts, orders and chooses by. */
export interface Line extends SheetLine {
  readonly service: ServiceName;
  readonly survey: Survey;
}

/** What is kept of every target of a survey, judged by the fleets at a time (epoch ms). */
export function linesOf(kept: Kept, fleets: Fleets, now: number): SheetLine[] {
  const times = readTimes(kept);
  const rows = new Map(kept.rows.map((row) => [row.target, row]));
  const named = (all: readonly { name: string; match: { is: string } }[], is: string) =>
    all.filter(({ match }) => match.is === is).map(({ name }) => name);
  return judgedRows(kept, fleets, now).flatMap((judged) => {
    const row = rows.get(judged.target);
    if (!('state' in judged) || !row) return [];
    const { target, instance, state, since, owner } = judged;
    const read_at = times.get(target);
    const overdue_from = overdueOf({ row, ofInstance: rows.get(instance ?? target), read_at }, fleets, now);
    return {
      ...{ target, instance, state, since, overdue_from, read_at, owner },
      fleets: named(judged.fleets, 'yes'),
      maybe: named(judged.fleets, 'cannot_tell'),
    };
  });
}

/** How current a target is at a time (epoch ms), unless it was read again since. */
export function stateAt({ state, overdue_from, read_at }: SheetLine, now: number): State {
  if (read_at === undefined || now - read_at > STALE_MS) return 'not_known';
  return overdue_from !== undefined && overdue_from <= now ? 'overdue' : state;
}
