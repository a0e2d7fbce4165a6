import { type InventoryPage, inventory } from '../../huawei/inventory.ts';
import type { Cursor } from '../../huawei/pages.ts';
import { type Tagged, withTags } from '../../huawei/tagged.ts';
import type { Listed } from '../../terms/offer.ts';
import { chunksOf } from '../../values/chunks.ts';
import { SECOND } from '../../values/time/units.ts';
import { keep, type Shown, show, showsAllProxies } from './keep.ts';
import type { PassPage } from './rows.ts';
import type { Work } from './work.ts';

/** How many instances are asked about at once: never so many that a minute's reads would be over before one of them is done. */
const atOnceFor = (readsAMinute: number) => Math.max(1, Math.min(5, Math.floor(readsAMinute / 20)));
/** What a run that is killed has read for nothing at most. */
const KEPT_WITHIN = 20 * SECOND;

type Item = Listed | undefined;

/** What can stand as a key of the table, as every id that the vendor documents. */
const ID = /^[\w-]{1,64}$/;
const isNamed = (item: Item): item is Listed => item !== undefined && ID.test(item.instance.id);

/** The same with its tags, where a query had to be made for them. */
export const tagInto = (listed: Listed, tags: Tagged | undefined): Listed =>
  tags ? { ...listed, instance: withTags(listed.instance, tags) } : listed;

/** What one page of a pass says of the instances that were read. */
export function pageOf(shown: readonly Shown[], proxies: readonly string[], read_at: number): PassPage {
  const unclear = shown.filter((one) => !showsAllProxies(one)).map(({ listed }) => listed.instance.id);
  return {
    read_at,
    met: shown.map(({ listed }) => listed.instance.id),
    ...(proxies.length > 0 && { proxies }),
    ...(unclear.length > 0 && { unclear }),
    nameless: 0,
  };
}

/**
 * Reads the list from where the pass is, and what is offered to each instance, at most a page of it in memory. Rows are written before
 * the page that met them, and that before the cursor: whatever is lost is read again. Throws what stops it.
 */
export async function readList(work: Work, tags: Tagged | undefined): Promise<void> {
  if (work.pass().listed) return;
  for await (const page of inventory(work.survey.service, work.ask, work.pass().cursor)) {
    await readPage(work, { ...page, listed: page.listed.map((item) => item && tagInto(item, tags)) });
  }
}

async function readPage(work: Work, page: InventoryPage): Promise<void> {
  const read_at = Date.now();
  let kept = 0;
  let since = read_at;
  let shown: Shown[] = [];
  const keepUpTo = async (end: number, next: Cursor | undefined) => {
    const items = page.listed.slice(kept, end);
    const unnamed = items.filter((item) => !isNamed(item)).length + (page.unread ? 1 : 0);
    await keepPart(work, shown, { read_at, nameless: unnamed, total: page.total, next });
    [kept, since, shown] = [end, Date.now(), []];
  };
  const size = atOnceFor(work.plan.settings.READS_A_MINUTE);
  for (const items of chunksOf([...page.listed.entries()], size)) {
    const answers = await Promise.allSettled(
      items.map(async ([, item]) => (isNamed(item) ? show(work, item) : undefined)),
    );
    for (const [index, answer] of answers.entries()) {
      if (answer.status === 'fulfilled') {
        if (answer.value) shown.push(answer.value);
        continue;
      }
      const done = lastNamed(page, (items[index]?.[0] ?? 0) - 1, kept);
      if (done) await keepUpTo(done.end, done.cursor);
      throw answer.reason;
    }
    const last = items.at(-1)?.[0] ?? 0;
    const done = lastNamed(page, last, kept);
    if (done?.end === last + 1 && last + 1 < page.listed.length && Date.now() - since >= KEPT_WITHIN) {
      await keepUpTo(done.end, done.cursor);
    }
  }
  await keepUpTo(page.listed.length, page.next);
}

/** Where the list goes on behind the last item with an id up to this one, if there is one behind what is kept. */
function lastNamed(
  { listed, start }: InventoryPage,
  last: number,
  kept: number,
): { readonly end: number; readonly cursor: Cursor } | undefined {
  for (let index = last; index >= kept; index -= 1) {
    const item = listed[index];
    if (isNamed(item))
      return { end: index + 1, cursor: { offset: start + index + 1, last: item.instance.id } };
  }
  return undefined;
}

async function keepPart(
  work: Work,
  shown: readonly Shown[],
  {
    read_at,
    nameless,
    total,
    next,
  }: { read_at: number; nameless: number; total: number | undefined; next: Cursor | undefined },
): Promise<void> {
  const drafts = await keep(work, shown);
  const proxies = drafts.flatMap(({ target, instance }) => (instance === undefined ? [] : [target]));
  const pass = work.pass();
  await work.store.putPage(pass.started_at, pass.pages, { ...pageOf(shown, proxies, read_at), nameless });
  await work.commit({
    pages: pass.pages + 1,
    nameless: pass.nameless + nameless,
    total: total ?? pass.total,
    cursor: next,
    listed: next ? undefined : true,
  });
}
