import { DAY } from '../../values/time/units.ts';
import { isNowhere } from '../survey/age.ts';
import type { Kept } from '../survey/kept.ts';
import type { Pass, Survey, SurveyHead } from '../survey/rows.ts';

/** What was read longer ago says nothing of today. At the usual pace a pass of 10,000 instances takes six hours at most. */
export const STALE_MS = DAY;

/** Why there may be more in a place than was read, and since when (epoch ms). */
export interface Gap {
  readonly why: string;
  readonly since?: number;
}

/** How well a survey is known: partial while it has gaps. Times in epoch ms. */
export interface Coverage extends Survey {
  /** The oldest of what is shown of it; absent while nothing was read. */
  readonly read_at?: number;
  /** When its first pass began: no age reaches further back. */
  readonly first_pass_at?: number;
  /** The instances that are there, as far as known. */
  readonly instances: number;
  readonly gaps: readonly Gap[];
  /** Why there is nothing to read. */
  readonly nowhere?: string;
}

/** When each instance and proxy was read last, by its id, as the pages of the passes tell. */
export const readTimes = ({ pages }: Pick<Kept, 'pages'>): ReadonlyMap<string, number> =>
  new Map(
    pages
      .toSorted((one, other) => one.read_at - other.read_at)
      .flatMap(({ met, proxies = [], read_at }) => [...met, ...proxies].map((id) => [id, read_at] as const)),
  );

/** How well a survey is known at a time (epoch ms). */
export function coverageOf({ head, pages, rows, ...survey }: Kept, now: number): Coverage {
  const { service, region, project } = survey;
  const instances = rows.filter((row) => row.gone_at === undefined && row.instance === undefined);
  const times = readTimes({ pages });
  const reads = instances.flatMap(({ target }) => times.get(target) ?? []);
  // An empty list was read, too.
  const read_at = reads.length > 0 ? Math.min(...reads) : pages.at(-1)?.read_at;
  return covered({ service, region, project }, head, { read_at, instances: instances.length }, now);
}

/** The same of a survey whose instances were counted before. */
export function covered(
  survey: Survey,
  head: SurveyHead | undefined,
  { read_at, instances }: Pick<Coverage, 'instances'> & { readonly read_at: number | undefined },
  now: number,
): Coverage {
  const known = {
    ...survey,
    ...(read_at !== undefined && { read_at }),
    ...(head?.first_pass_at !== undefined && { first_pass_at: head.first_pass_at }),
    instances,
  };
  if (head?.stuck && isNowhere(head)) return { ...known, gaps: [], nowhere: head.stuck.reason };
  return { ...known, gaps: gapsOf(head, now) };
}

function gapsOf(head: SurveyHead | undefined, now: number): Gap[] {
  if (!head) return [{ why: 'it was never surveyed' }];
  const { stuck, complete, pass, first_pass_at } = head;
  const gaps: Gap[] = [];
  if (stuck) gaps.push({ why: stuck.reason, since: stuck.since });
  if (!complete) {
    gaps.push({
      why: `its first survey is not complete${howFar(pass)}`,
      ...(first_pass_at !== undefined && { since: first_pass_at }),
    });
  } else {
    if (now - complete.started_at > STALE_MS) {
      gaps.push({ why: 'no newer survey of it is complete', since: complete.ended_at });
    }
    if (complete.unlisted) gaps.push({ why: `its list tells of ${complete.unlisted} more than it shows` });
    if (complete.nameless > 0) {
      gaps.push({ why: `its list has ${complete.nameless} without an id that can be read` });
    }
  }
  return gaps;
}

const howFar = ({ cursor, total }: Partial<Pass> = {}): string =>
  cursor && total !== undefined ? ` (${cursor.offset} of ${total} instances)` : '';
