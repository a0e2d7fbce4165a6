import { readCompliance } from '../../desk/compliance.ts';
import { complianceHead, complianceMain } from '../../page/compliance.ts';
import { wantedIn } from '../asked-targets.ts';
import type { View } from '../sources.ts';

export const view: View = async (sources, { now, here }, query) => {
  const found = await readCompliance(sources.table, sources, wantedIn(query), now);
  return { title: 'How current it all is', head: complianceHead(found), main: complianceMain(found, here) };
};
