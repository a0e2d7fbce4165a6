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

/** A part of what a survey knew when its last pass was complete. */
export interface Sheet extends Survey {
  /** When it was judged, epoch ms. */
  readonly at: number;
  /** Its lines, deflated and in base64. */
  readonly packed: string;
}

/** What a page counts, orders and chooses by. */
export interface Line extends SheetLine {
  readonly service: ServiceName;
  readonly survey: Survey;
}

/** An item of DynamoDB holds 400 KB. */
const MOST_CHARACTERS = 300_000;

/** The sheets of a survey, judged by the fleets at a time (epoch ms). */
export function sheetsFor(kept: Kept, fleets: Fleets, now: number): Sheet[] {
  const { service, region, project } = kept;
  return packedIn(linesOf(kept, fleets, now)).map((packed) => ({
    service,
    region,
    project,
    at: now,
    packed,
  }));
}

function linesOf(kept: Kept, fleets: Fleets, now: number): SheetLine[] {
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

/** As few texts as hold them all. */
function packedIn(lines: readonly SheetLine[]): string[] {
  const { deflateRawSync } = zlib();
  const packed = deflateRawSync(JSON.stringify(lines.map(tupleOf))).toString('base64');
  if (packed.length <= MOST_CHARACTERS || lines.length < 2) return [packed];
  const half = Math.ceil(lines.length / 2);
  return [...packedIn(lines.slice(0, half)), ...packedIn(lines.slice(half))];
}

/** Reads the lines of a sheet. */
export function linesOn({ packed, service, region, project }: Sheet): Line[] {
  const { inflateRawSync } = zlib();
  const survey = { service, region, project };
  const tuples = JSON.parse(inflateRawSync(Buffer.from(packed, 'base64')).toString()) as Tuple[];
  return tuples.map((tuple) => ({ ...lineOf(tuple), service, survey }));
}

type Tuple = readonly [
  target: string,
  instance: string | 0,
  state: State,
  since: number,
  overdue_from: number,
  read_at: number,
  owner: string | 0,
  fleets: readonly string[],
  maybe: readonly string[],
];

const tupleOf = (line: SheetLine): Tuple => [
  line.target,
  line.instance ?? 0,
  line.state,
  line.since ?? 0,
  line.overdue_from ?? 0,
  line.read_at ?? 0,
  line.owner ?? 0,
  line.fleets,
  line.maybe,
];

const lineOf = ([
  target,
  instance,
  state,
  since,
  overdue_from,
  read_at,
  owner,
  fleets,
  maybe,
]: Tuple): SheetLine => ({
  target,
  instance: instance || undefined,
  state,
  since: since || undefined,
  overdue_from: overdue_from || undefined,
  read_at: read_at || undefined,
  owner: owner || undefined,
  fleets,
  maybe,
});

/** How current a target is at a time (epoch ms), unless it was read again since. */
export function stateAt({ state, overdue_from, read_at }: SheetLine, now: number): State {
  if (read_at === undefined || now - read_at > STALE_MS) return 'not_known';
  return overdue_from !== undefined && overdue_from <= now ? 'overdue' : state;
}

const zlib = () => process.getBuiltinModule('node:zlib');
