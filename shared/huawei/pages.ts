import { isPlainObject } from '../values/json/plain-object.ts';
import { Unanswered } from './ask.ts';
import { countOf } from './list-page.ts';

/** Where reading a list goes on: how many items lie behind, and the key of the last of them. */
export interface Cursor {
  readonly offset: number;
  readonly last?: string;
}

/** A part of a list as it was shown. */
export interface Page {
  /** At which offset the first of the items stands. */
  readonly start: number;
  /** What was not shown on the page before; where the list slid meanwhile, some come a second time. */
  readonly items: readonly unknown[];
  /** How many items the list has in all, where it tells. */
  readonly total?: number;
  /** Items came or went in front of this page while the list was read: some may be on no page. */
  readonly slid?: boolean;
  /** An item stands here whose reply alone is longer than we take. */
  readonly unread?: true;
  /** Where the list goes on; absent on the last page. */
  readonly next?: Cursor;
}

/** A list of which an offset counts items. */
export interface Listing {
  /** The name of the array. */
  readonly items: string;
  /** The most items that a page has. */
  readonly size: number;
  /** What an item is known by from page to page. */
  keyOf(item: unknown): string;
}

const MOST_STEPS_BACK = 5;

/**
 * Reads a list page by page, each when it is asked for, from a cursor on. Pages overlap by one item: where that one does not
 * stand in its place the list slid, and the page before is shown again. A page that is too long is read in smaller ones.
 * Throws what `ask` does; who has the last page's `next` goes on there.
 */
export async function* pagesOf(
  { items, size: full, keyOf }: Listing,
  ask: (page: { readonly limit: string; readonly offset: string }) => Promise<unknown>,
  from: Cursor = { offset: 0 },
): AsyncGenerator<Page> {
  let { offset, last } = from;
  let size = full;
  // Up to here pages are small.
  let narrow = 0;
  let back = 0;
  let before = '';
  let slid = false;
  for (;;) {
    const overlap = last !== undefined && size > 1 ? 1 : 0;
    const start = offset - overlap;
    const body = await ask({ limit: String(size), offset: String(start) }).catch(unlessTooLong);
    if (body === TOO_LONG) {
      narrow = Math.max(narrow, start + size);
      if (size > 1) {
        size = Math.floor(size / 2);
        continue;
      }
      offset += 1;
      yield { start, items: [], unread: true, next: { offset } };
      continue;
    }
    const shown = isPlainObject(body) ? body[items] : undefined;
    if (!isPlainObject(body) || !Array.isArray(shown)) {
      throw new Unanswered('failed', `a page of the list shows no ${items}`);
    }
    const keys = shown.map(keyOf);
    const stands = overlap === 0 || keys[0] === last;
    if (!stands && keys.length > 0 && keys.join() === before) {
      throw new Unanswered('failed', 'the list shows the same page at every offset');
    }
    before = keys.join();
    slid ||= !stands;
    if (!stands && back < MOST_STEPS_BACK) {
      back += 1;
      offset = Math.max(0, start - full);
      last = undefined;
      continue;
    }
    const total = countOf(body.total_count);
    offset = start + shown.length;
    last = keys.at(-1) ?? last;
    const ends = shown.length <= overlap || (shown.length < size && !(offset < total));
    if (offset >= narrow) size = full;
    const repeated = stands ? overlap : 0;
    yield {
      start: start + repeated,
      items: shown.slice(repeated),
      ...(!Number.isNaN(total) && { total }),
      ...(slid && { slid }),
      ...(!ends && { next: { offset, ...(last !== undefined && { last }) } }),
    };
    if (ends) return;
    slid = false;
  }
}

const TOO_LONG = Symbol('too long');

function unlessTooLong(error: unknown): typeof TOO_LONG {
  if (error instanceof Unanswered && error.kind === 'too_long') return TOO_LONG;
  throw error;
}
