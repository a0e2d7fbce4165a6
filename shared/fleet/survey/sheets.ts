import { type Line, linesOf, type SheetLine } from '../compliance/sheet.ts';
import type { State } from '../compliance/state.ts';
import type { Fleets } from '../fleet.ts';
import type { Kept } from './kept.ts';
import type { Survey } from './rows.ts';

/** A part of what a survey knew when its last pass was complete. */
export interface Sheet extends Survey {
  /** When it was judged, epoch ms. */
  readonly at: number;
  /** Its lines, deflated and in base64. */
  readonly packed: string;
}

/** An item of DynamoDB holds 400 KB. */
const MOST_CHARACTERS = 300_000;

/** The sheets of a survey, as few as hold it, judged by the fleets at a time (epoch ms). */
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

function packedIn(lines: readonly SheetLine[]): string[] {
  const packed = zlib()
    .deflateRawSync(JSON.stringify(lines.map(tupleOf)))
    .toString('base64');
  if (packed.length <= MOST_CHARACTERS || lines.length < 2) return [packed];
  const half = Math.ceil(lines.length / 2);
  return [...packedIn(lines.slice(0, half)), ...packedIn(lines.slice(half))];
}

/** Reads the lines of a sheet. */
export function linesOn({ packed, service, region, project }: Sheet): Line[] {
  const survey = { service, region, project };
  const tuples = JSON.parse(zlib().inflateRawSync(Buffer.from(packed, 'base64')).toString()) as Tuple[];
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

/** Loaded with its first use: most runs of a survey keep no sheet. */
const zlib = () => process.getBuiltinModule('node:zlib');
