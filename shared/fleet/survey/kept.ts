import { everyItem } from '../../platform/every-page.ts';
import type { FleetTable } from '../../platform/fleet-ports.ts';
import { rowsKey } from '../../terms/row-key.ts';
import { atOnce } from '../../values/chunks.ts';
import {
  HEAD,
  type PassPage,
  pagesOfAnyPass,
  type Survey,
  type SurveyHead,
  surveyKey,
  type TargetRow,
} from './rows.ts';

/** What the fleet table holds of a survey: its head, where it has one, the pages of its last passes, and its rows. */
export interface Kept extends Survey {
  readonly head?: SurveyHead;
  readonly pages: readonly PassPage[];
  readonly rows: readonly TargetRow[];
}

const AT_ONCE = 6;

/** Reads them out of the table. Throws `PlatformUnavailable`. */
export const readKept = (table: FleetTable, surveys: readonly Survey[]): Promise<Kept[]> =>
  atOnce(AT_ONCE, surveys, async (survey) => {
    const pk = surveyKey(survey);
    const [head, pages, rows] = await Promise.all([
      table.get({ pk, sk: HEAD }),
      listAll<PassPage>(table, pk, pagesOfAnyPass),
      listAll<TargetRow>(table, rowsKey(survey), ''),
    ]);
    return { ...survey, ...(head && { head: JSON.parse(head.doc) as SurveyHead }), pages, rows };
  });

async function listAll<Doc>(table: FleetTable, pk: string, begins: string): Promise<Doc[]> {
  const found = await everyItem((page) => table.list(pk, begins, page));
  // The table removes what has expired up to two days late.
  const now = Date.now() / 1000;
  return found
    .filter(({ expires_at }) => expires_at === undefined || expires_at > now)
    .map(({ doc }) => JSON.parse(doc) as Doc);
}
