import { readStories } from '../../desk/story.ts';
import { readRolloutOf, whatIf } from '../../desk/what-if.ts';
import { storyHead, storyMain } from '../../page/story.ts';
import type { View } from '../sources.ts';

/** No key of the ledger is as long as two of these. */
const LONGEST = 300;

export const view: View = async ({ ledger, table, site, operations }, given, query) => {
  const [id, operation, project] = ['id', 'operation', 'project'].map((name) => query.get(name) || undefined);
  if (id === undefined || [id, operation, project].some((one = '') => one.length > LONGEST)) return undefined;
  const address = { request_id: id, operation, project };
  const found = await readStories(ledger, address, await operations(), given.now);
  const told = await Promise.all(
    found.requests.map(async (request) => {
      const { request_id, hand_over } = request.entry;
      const rollout = hand_over === 'done' ? await readRolloutOf(request_id, table) : undefined;
      return { request, whatIf: whatIf(request, { site, rollout }, given.now) };
    }),
  );
  return {
    title: `Request ${id}`,
    head: storyHead(id, found, given),
    main: storyMain(told, found.pauses, given),
  };
};
