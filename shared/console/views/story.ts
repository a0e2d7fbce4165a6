import { readStories } from '../../desk/story.ts';
import { storyHead, storyMain } from '../../page/story.ts';
import type { View } from '../sources.ts';

/** No key of the ledger is as long as two of these. */
const LONGEST = 300;

export const view: View = async ({ ledger, operations }, given, query) => {
  const [id, operation, project] = ['id', 'operation', 'project'].map((name) => query.get(name) || undefined);
  if (id === undefined || [id, operation, project].some((one = '') => one.length > LONGEST)) return undefined;
  const address = { request_id: id, operation, project };
  const found = await readStories(ledger, address, await operations(), given.now);
  return { title: `Request ${id}`, head: storyHead(id, found, given), main: storyMain(found, given) };
};
