import { readHistory } from '../../desk/history.ts';
import { historyHead, historyMain } from '../../page/history.ts';
import type { View } from '../sources.ts';

export const view: View = async ({ table, fleets }, given) => {
  const months = await readHistory(table, Object.keys(fleets));
  return { title: 'History', head: historyHead(months, given), main: historyMain(months, given) };
};
