import { instanceBy } from '../../huawei/inventory.ts';
import type { Tagged } from '../../huawei/tagged.ts';
import { keep, show, showsAllProxies } from './keep.ts';
import { pageOf, tagInto } from './read-list.ts';
import { goneRow } from './row.ts';
import type { PassPage, TargetRow } from './rows.ts';
import type { Met } from './store.ts';
import type { Work } from './work.ts';

/**
 * Asks for every instance by its id that a pass has not met, or whose proxy it has not met; what the cloud does not show then either
 * is gone. All that the pass has met in the end. Throws what stops it.
 */
export async function askUnmet(work: Work, tags: Tagged | undefined): Promise<Met> {
  const met = await work.store.met(work.pass().started_at);
  const absent = new Set<string>();
  for await (const rows of work.store.everyRow()) {
    for (const row of rows) {
      if (row.gone_at !== undefined || isKnown(row, met)) continue;
      const id = row.instance ?? row.target;
      if (!absent.has(id) && !(await askFor(work, id, tags, met))) absent.add(id);
      if (absent.has(id) || !isKnown(row, met)) await isGone(work, row);
    }
  }
  return met;
}

/** Whether the pass has met it, or cannot tell. */
const isKnown = ({ target, instance }: TargetRow, { instances, proxies, unclear }: Met): boolean =>
  instance === undefined
    ? instances.has(target) || unclear.has(target)
    : proxies.has(target) || unclear.has(instance);

/** Whether the cloud shows it, or it cannot be told; what was read of it is kept. */
async function askFor(work: Work, id: string, tags: Tagged | undefined, met: Met): Promise<boolean> {
  const listed = await instanceBy(work.survey.service, id, work.reader(), work.ask);
  if (listed === 'absent') return false;
  const read_at = Date.now();
  if (listed === 'unread') {
    met.unclear.add(id);
    await note(work, { read_at, met: [], unclear: [id], nameless: 0 });
    return true;
  }
  const shown = await show(work, tagInto(listed, tags));
  const drafts = await keep(work, [shown]);
  const proxies = drafts.flatMap(({ target, instance }) => (instance === undefined ? [] : [target]));
  met.instances.add(id);
  for (const proxy of proxies) met.proxies.add(proxy);
  if (!showsAllProxies(shown)) met.unclear.add(id);
  await note(work, pageOf([shown], proxies, read_at));
  return true;
}

async function note(work: Work, page: PassPage): Promise<void> {
  const { started_at, pages } = work.pass();
  await work.store.putPage(started_at, pages, page);
  await work.commit({ pages: pages + 1 });
}

async function isGone({ store, tally }: Work, row: TargetRow): Promise<void> {
  await store.putRows([{ row: goneRow(row, Date.now()) }]);
  tally.changed += 1;
  tally.gone += 1;
}
