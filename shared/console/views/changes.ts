import { readChanges } from '../../desk/changes.ts';
import { changesHead, changesMain } from '../../page/changes.ts';
import type { View } from '../sources.ts';

export const view: View = async ({ table }, given, _, id) => {
  const found = await readChanges(table, id);
  if (!found) return undefined;
  const title = `${found.head.fleet}: changes`;
  return { title, head: changesHead(found, given), main: changesMain(found, given) };
};
