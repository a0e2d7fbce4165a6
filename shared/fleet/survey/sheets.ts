import { ORDER } from '../compliance/fleet-report.ts';
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

const longestFirst = (one: SheetLine, other: SheetLine): number =>
  ORDER.indexOf(one.state) - ORDER.indexOf(other.state) ||
  (one.since ?? Number.MAX_VALUE) - (other.since ?? Number.MAX_VALUE) ||
  (one.target < other.target ? -1 : 1);

/** An item of DynamoDB holds 400 KB. */
const MOST_CHARACTERS = 300_000;

/** The sheets of a survey, as few as hold it, judged by the fleets at a time (epoch ms). */
export function sheetsFor(kept: Kept, fleets: Fleets, now: number): Sheet[] {
  const { service, region, project } = kept;
  // In the order in which they are shown: what is sorted already is sorted again in no time.
  const lines = linesOf(kept, fleets, now).toSorted(longestFirst);
  return packedIn(lines).map((packed) => ({
    service,
    region,
    project,
    at: now,
    packed,
  }));
}

function packedIn(lines: readonly SheetLine[]): string[] {
  const packed = zlib()
    .deflateRawSync(JSON.stringify(packable(lines)))
    .toString('base64');
  if (packed.length <= MOST_CHARACTERS || lines.length < 2) return [packed];
  const half = Math.ceil(lines.length / 2);
  return [...packedIn(lines.slice(0, half)), ...packedIn(lines.slice(half))];
}

/** Reads the lines of a sheet. */
export function linesOn({ packed, service, region, project }: Sheet): Line[] {
  const text = zlib().inflateRawSync(Buffer.from(packed, 'base64'), IN_ONE).toString();
  const { owners, memberships, lines } = JSON.parse(text) as Packable;
  const survey = { service, region, project };
  // By index: taking ten thousand tuples apart by their iterators takes longer than all else here.
  return lines.map((line) => {
    const membership = memberships[line[7]] ?? NONE;
    return {
      service,
      survey,
      target: line[0],
      instance: line[1] || undefined,
      state: line[2],
      since: line[3] || undefined,
      overdue_from: line[4] || undefined,
      read_at: line[5] || undefined,
      owner: line[6] === 0 ? undefined : owners[line[6] - 1],
      fleets: membership[0],
      maybe: membership[1],
    };
  });
}

const NONE = [[], []] as const;
/** Larger than most sheets are: pieces of 16 KB take three times as long. */
const IN_ONE = { chunkSize: 1024 * 1024 };

/** What thousands of lines have alike stands once: a page is made of all of them within milliseconds. */
interface Packable {
  readonly owners: readonly string[];
  readonly memberships: readonly (readonly [fleets: readonly string[], maybe: readonly string[]])[];
  readonly lines: readonly (readonly [
    target: string,
    instance: string | 0,
    state: State,
    since: number,
    overdue_from: number,
    read_at: number,
    /** Counted from 1; 0 for none. */
    owner: number,
    membership: number,
  ])[];
}

function packable(lines: readonly SheetLine[]): Packable {
  const owners = new Map<string, number>();
  const memberships = new Map<string, number>();
  const placeIn = (map: Map<string, number>, key: string) => {
    const place = map.get(key) ?? map.size;
    map.set(key, place);
    return place;
  };
  const tuples = lines.map(
    ({ target, instance, state, since = 0, overdue_from = 0, read_at = 0, owner, fleets, maybe }) => {
      const membership = placeIn(memberships, JSON.stringify([fleets, maybe]));
      const by = owner === undefined ? 0 : placeIn(owners, owner) + 1;
      return [target, instance ?? 0, state, since, overdue_from, read_at, by, membership] as const;
    },
  );
  return {
    owners: [...owners.keys()],
    memberships: [...memberships.keys()].map((key) => JSON.parse(key)),
    lines: tuples,
  };
}

/** Loaded with its first use: most runs of a survey keep no sheet. */
const zlib = () => process.getBuiltinModule('node:zlib');
