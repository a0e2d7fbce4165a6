import { stateText } from '../../desk/rollouts.ts';
import { rolloutHead, rolloutMain } from '../../page/rollout.ts';
import { readRolloutPage } from '../rollout-page.ts';
import type { View } from '../sources.ts';

export const view: View = async (sources, given, query, id) => {
  const found = await readRolloutPage(sources, id, query, given);
  if (!found) return undefined;
  const title = `${found.head.fleet}: ${stateText(found.head)}`;
  return { title, head: rolloutHead(found), main: rolloutMain(found) };
};
