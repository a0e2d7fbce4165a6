import type { Page } from '../../platform/page.ts';
import type { Table } from '../../platform/ports.ts';
import type { Entry } from './entry.ts';
import { openJobs } from './following.ts';

/** A target of which the cloud has work, may have, or is being given some. `job_id` where one is known. */
export interface Unfinished {
  readonly operation: string;
  readonly request_id: string;
  readonly project_id: string;
  readonly target: string;
  /** *sending*: its request is leaving; *unknown*: it may be at work; *scheduled*: accepted and not begun; *running*. */
  readonly stage: 'sending' | 'unknown' | 'scheduled' | 'running';
  readonly job_id?: string;
  /** When it begins, epoch ms. */
  readonly starts_at?: number;
}

/** The requests that still have something to do: all of them stand in the due index, whenever they are due. Throws `PlatformUnavailable`. */
export async function readUnfinished(table: Table): Promise<Entry[]> {
  const entries: Entry[] = [];
  let page: Page | undefined;
  do {
    const { rows, next } = await table.everDue(page);
    entries.push(...rows.map(({ doc }) => JSON.parse(doc) as Entry));
    page = next;
  } while (page);
  return entries;
}

/** What the cloud is at work on for a request, may be, or is being given; `now` in epoch ms. */
export function workOf(entry: Entry, now: number): Unfinished[] {
  const { operation, request_id, project_id } = entry;
  const about = { operation, request_id, project_id };
  const targets = Object.entries(entry.targets).flatMap(([target, { state }]): Unfinished[] => {
    if (state === 'submitting') return [{ ...about, target, stage: 'sending' }];
    return state === 'unknown' ? [{ ...about, target, stage: 'unknown' }] : [];
  });
  const jobs = openJobs(entry).map(
    ({ target, job_id, starts_at }): Unfinished => ({
      ...about,
      target,
      stage: starts_at > now ? 'scheduled' : 'running',
      job_id,
      starts_at,
    }),
  );
  return [...targets, ...jobs];
}
