import { readHome } from '../../desk/home.ts';
import { homeHead, homeMain } from '../../page/home.ts';
import type { View } from '../sources.ts';

export const view: View = async ({ table, ledger, fleets }, given) => {
  const found = await readHome(table, ledger, Object.keys(fleets));
  return { title: 'db-upkeep', head: homeHead(found, given), main: homeMain(found, given) };
};
