import { everyItem } from '../../platform/every-page.ts';
import type { Fleets } from '../fleet.ts';
import { readKept } from './kept.ts';
import { SHEETS, type Survey, sheetKey, sheetsOf } from './rows.ts';
import { sheetsFor } from './sheets.ts';
import type { Plan } from './work.ts';

/** Keeps what pages count of a survey, as it stands in the table now. Throws `PlatformUnavailable`. */
export async function keepSheets(
  survey: Survey,
  { table, fleets }: Pick<Plan, 'table'> & { readonly fleets: Fleets },
): Promise<void> {
  const before = await everyItem((page) => table.list(SHEETS, sheetsOf(survey), page));
  const [kept] = await readKept(table, [survey]);
  if (!kept) return;
  const items = sheetsFor(kept, fleets, Date.now()).map((sheet, part) => ({
    pk: SHEETS,
    sk: sheetKey(survey, part),
    version: 1,
    write_id: 'survey',
    doc: JSON.stringify(sheet),
  }));
  await table.putAll(items);
  await table.removeAll(before.filter(({ sk }) => items.every((item) => item.sk !== sk)));
}
