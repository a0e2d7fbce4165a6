import { isPlan } from '../desk/read-rollout.ts';
import { isNotable, targetStanding } from '../desk/rollout-targets.ts';
import { takingBack } from '../desk/taking-back.ts';
import { LOG, type RolloutHead } from '../fleet/rollout/rollout.ts';
import { type LeftOut, type RolloutTarget, targetKey } from '../fleet/rollout/target.ts';
import { type LogLine, openSteering } from '../fleet/steering/store.ts';
import type { For } from '../page/given.ts';
import type { RolloutView } from '../page/rollout.ts';
import { changesPart, type Filter, formPart, morePart, ONLY } from '../page/rollout-ways.ts';
import { rolloutKey } from '../terms/release.ts';
import type { Sources } from './sources.ts';

const ROWS = 50;
/** So many rows are looked through for those that are asked for. */
const LOOKED_AT = 1000;
const LINES = 30;

/** A rollout with one page of its targets; undefined where there is none of that id. Four requests. Throws `PlatformUnavailable`. */
export async function readRolloutPage(
  { table, operations }: Pick<Sources, 'table' | 'operations'>,
  id: string,
  query: URLSearchParams,
  { now, here }: For,
): Promise<RolloutView | undefined> {
  const store = openSteering(table);
  const head = (await store.head(id))?.doc;
  if (!head) return undefined;
  const filter = filterOf(query, head);
  const begins =
    filter.wave === undefined ? 't#' : targetKey({ wave: filter.wave, seq: 0 }).slice(0, 't#00#'.length);
  const [slice, log, left] = await Promise.all([
    store.slice(id, begins, { behind: filter.behind, most: filter.only === 'all' ? ROWS : LOOKED_AT }),
    table.slice(rolloutKey(id), LOG, { most: LOOKED_AT }),
    table.slice(rolloutKey(id), 'x#', { most: LOOKED_AT }),
  ]);
  const read = slice.rows.map(({ doc }) => doc);
  const wanted = read.filter((row) => isWanted(row, filter, head, now));
  const rows = wanted.slice(0, ROWS);
  const next = wanted.length > ROWS ? rows.at(-1) : slice.last ? undefined : read.at(-1);
  return {
    head,
    rows,
    log: log.items.map(({ doc }) => JSON.parse(doc) as LogLine).slice(-LINES),
    more_left_out: !left.last,
    left_out: left.items.map(({ doc }) => JSON.parse(doc) as LeftOut),
    ways: {
      filter: formPart(head, filter),
      more: next ? morePart(head, filter, targetKey(next)) : '',
      changes: isPlan(head) ? changesPart(head) : '',
    },
    // Loading the operations takes a moment, and no other rollout needs them.
    back: head.state === 'halted' ? takingBack(rows, head, await operations()) : undefined,
    now,
    here,
  };
}

function filterOf(query: URLSearchParams, { waves }: RolloutHead): Filter {
  const wave = waves.findIndex(({ name }) => name === query.get('wave'));
  const only = (Object.keys(ONLY) as Filter['only'][]).find((one) => one === query.get('only')) ?? 'all';
  const behind = query.get('behind') ?? undefined;
  return {
    wave: wave < 0 ? undefined : wave,
    only,
    behind: behind !== undefined && /^t#\d{2}#\d{5}$/.test(behind) ? behind : undefined,
  };
}

function isWanted(row: RolloutTarget, { only }: Filter, head: RolloutHead, now: number): boolean {
  if (only === 'notable') return isNotable(row, targetStanding(row, head, now));
  if (only === 'waiting') return row.state === 'waiting';
  return only === 'all' || row.state === 'ended' || row.state === 'left';
}
