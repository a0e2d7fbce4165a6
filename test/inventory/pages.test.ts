import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Unanswered } from '../../shared/huawei/ask.ts';
import { paceOf } from '../../shared/huawei/pace.ts';
import { type Cursor, type Page, pagesOf } from '../../shared/huawei/pages.ts';
import { collect } from './collect.ts';

interface Item {
  readonly id: string;
  readonly long?: boolean;
}

const LISTING = { items: 'instances', size: 10, keyOf: (item: unknown) => (item as Item).id };
/** More of these in one reply are too long, and so is a long one by itself. */
const MOST_BYTES = 60;
const bytesOf = (items: readonly Item[]) => items.reduce((sum, { long }) => sum + (long ? 100 : 7), 0);

/** A list that changes `before` each request, and what was asked of it. */
function listOf(items: Item[], before: (nth: number) => void = () => undefined) {
  const asked: { limit: number; offset: number }[] = [];
  const ask = async ({ limit, offset }: { limit: string; offset: string }): Promise<unknown> => {
    before(asked.length);
    asked.push({ limit: Number(limit), offset: Number(offset) });
    const shown = items.slice(Number(offset), Number(offset) + Number(limit));
    if (bytesOf(shown) > MOST_BYTES) throw new Unanswered('too_long', 'the reply is too long');
    return { instances: shown, total_count: items.length };
  };
  return { ask, asked };
}

const numbered = (count: number): Item[] => Array.from({ length: count }, (_, n) => ({ id: `i${n}` }));
const idsOf = (pages: readonly Page[]) => pages.flatMap(({ items }) => items.map(LISTING.keyOf));

describe('a list that stands still', () => {
  test('shows each item once, whatever is too long, and says where something cannot be read', async () => {
    const items = fc.array(fc.boolean(), { maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(items, async (longs) => {
        const all = longs.map((long, n) => ({ id: `i${n}`, ...(long && { long }) }));
        const { ask } = listOf(all);
        const pages = await collect(pagesOf(LISTING, ask));
        expect(idsOf(pages)).toEqual(all.filter(({ long }) => !long).map(({ id }) => id));
        expect(pages.filter(({ unread }) => unread)).toHaveLength(longs.filter((long) => long).length);
        expect(pages.some(({ slid }) => slid)).toBe(false);
      }),
    );
  });

  test('goes on at the cursor of any page as if nobody had stopped', async () => {
    const { ask } = listOf(numbered(47));
    const whole = await collect(pagesOf(LISTING, ask));
    for (const [nth, { next }] of whole.entries()) {
      const kept = next && (JSON.parse(JSON.stringify(next)) as Cursor);
      const rest = next ? await collect(pagesOf(LISTING, ask, kept)) : [];
      expect([...idsOf(whole.slice(0, nth + 1)), ...idsOf(rest)]).toEqual(idsOf(whole));
    }
    expect(whole.at(-1)).not.toHaveProperty('next');
  });

  test('asks for a page when it is wanted, and not before', async () => {
    const { ask, asked } = listOf(numbered(100));
    const pages = pagesOf(LISTING, ask);
    await pages.next();
    expect(asked).toEqual([
      { limit: 10, offset: 0 },
      { limit: 5, offset: 0 },
    ]);
    await pages.next();
    expect(asked).toHaveLength(3);
  });

  test('a long item makes small pages around it alone', async () => {
    const all = numbered(40).map((item, n) => ({ ...item, ...(n === 3 && { long: true }) }));
    const { ask, asked } = listOf(all);
    const roomy = { ...LISTING, size: 8 };
    await collect(pagesOf(roomy, ask));
    const requests = asked.map(({ limit, offset }) => `${limit} at ${offset}`);
    expect(requests).toEqual([
      ...['8 at 0', '4 at 0', '2 at 0', '2 at 1', '2 at 2', '1 at 3', '1 at 4', '1 at 5', '1 at 6', '1 at 7'],
      ...['8 at 7', '8 at 14', '8 at 21', '8 at 28', '8 at 35'],
    ]);
  });

  test('without a total a page that is not full is the last', async () => {
    const { ask, asked } = listOf(numbered(9));
    const untold = async (page: Parameters<typeof ask>[0]) => {
      const { instances } = (await ask(page)) as { instances: Item[] };
      return { instances };
    };
    const pages = await collect(pagesOf({ ...LISTING, size: 4 }, untold));
    expect(idsOf(pages)).toHaveLength(9);
    expect(asked.map(({ offset }) => offset)).toEqual([0, 3, 6]);
  });

  test('that shows fewer a page than was asked for is read to its end all the same', async () => {
    const all = numbered(30);
    const few = async ({ offset }: { offset: string }) => ({
      instances: all.slice(Number(offset), Number(offset) + 3),
      total_count: 30,
    });
    expect(idsOf(await collect(pagesOf(LISTING, few)))).toEqual(all.map(({ id }) => id));
  });

  test.each<[string, unknown]>([
    ['a total that is too large', { instances: numbered(2), total_count: 99 }],
    ['the same page for ever', { instances: numbered(10) }],
    ['no list', { total_count: 7 }],
  ])('%s ends, one way or the other', async (_, body) => {
    const read = collect(pagesOf(LISTING, async () => body));
    await read.then(
      (pages) => expect(pages.length).toBeLessThan(20),
      (error) => expect(error).toMatchObject({ name: 'Unanswered', kind: 'failed' }),
    );
  });

  test('what the cloud throttles stops it, and the page before says where to go on', async () => {
    const { ask } = listOf(numbered(40));
    const limited = async (page: Parameters<typeof ask>[0]) => {
      if (page.offset !== '0' && page.limit === '8') throw new Unanswered('throttled', '429');
      return ask(page);
    };
    const pages = pagesOf({ ...LISTING, size: 8 }, limited);
    const first = await pages.next();
    expect(first.value).toMatchObject({ next: { offset: 8, last: 'i7' } });
    await expect(pages.next()).rejects.toMatchObject({ kind: 'throttled' });
  });
});

test('a list that changes while it is read shows every item that stood in it all the while, or says that it slid', async () => {
  const change = fc.record({
    at: fc.nat(12),
    index: fc.nat(60),
    kind: fc.constantFrom('gone' as const, 'new' as const),
  });
  await fc.assert(
    fc.asyncProperty(fc.nat(60), fc.array(change, { maxLength: 6 }), async (count, changes) => {
      const items = numbered(count);
      const stood = new Set(items.map(({ id }) => id));
      const { ask } = listOf(items, (nth) => {
        for (const { index, kind } of changes.filter((one) => one.at === nth)) {
          if (kind === 'new') items.splice(index % (items.length + 1), 0, { id: `new${nth}-${index}` });
          else for (const { id } of items.splice(index % (items.length || 1), 1)) stood.delete(id);
        }
      });
      const pages = await collect(pagesOf({ ...LISTING, size: 8 }, ask));
      const shown = new Set(idsOf(pages));
      const missing = [...stood].filter((id) => !shown.has(id));
      expect(missing.length === 0 || pages.some(({ slid }) => slid)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('an item that goes from a page that was read hides none: the page before is shown again', async () => {
  const items = numbered(40);
  const { ask } = listOf(items, (nth) => {
    if (nth === 2) items.splice(1, 3);
  });
  const pages = await collect(pagesOf({ ...LISTING, size: 8 }, ask));
  expect(new Set(idsOf(pages)).size).toBe(40);
  expect(pages.filter(({ slid }) => slid)).toHaveLength(1);
});

describe('pace', () => {
  test('in no minute begin more reads than may, whenever they are asked for', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 80 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), steps, (most, gaps) => {
        const turn = paceOf(most);
        let now = 0;
        const begun = gaps.map((gap) => {
          now += gap;
          return now + turn(now);
        });
        for (const [nth, at] of begun.entries()) {
          expect(at).toBeGreaterThanOrEqual(begun[nth - 1] ?? 0);
          expect(at - (begun[nth - most] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(60_000);
        }
      }),
    );
  });

  test('the first of a minute wait for nothing', () => {
    const turn = paceOf(60);
    expect(Array.from({ length: 61 }, () => turn(1000))).toEqual([...Array(60).fill(0), 60_000]);
  });
});
