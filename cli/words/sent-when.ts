import type { Intent } from '../../shared/terms/intent.ts';
import { dueIn } from '../../shared/values/time/how-long.ts';
import { utc } from '../../shared/values/time/instant.ts';

/** What keeps a request until it is tried again, if anything does; `table` is the ledger's. */
export const keptBy = (table: string | undefined): string =>
  table
    ? 'the ledger keeps it: the sweep brings it back then, looks and sends what is left, if the policy of its stage lets it'
    : 'no ledger keeps it (LEDGER_TABLE is not set): send it again then';

/** When an intent is sent and what keeps it until then, and from when on it is not sent any more; `now` in epoch ms. */
export function sentWhen(
  { not_before, not_after, deadline, ends_by }: Intent,
  table: string | undefined,
  now: number,
): { readonly not_before: string; readonly not_after: string; readonly ends_by?: string } {
  const until = not_after === undefined ? 'by default nothing is sent after it' : 'nothing is sent after it';
  return {
    not_before:
      not_before !== undefined && not_before > now
        ? `${utc(not_before)}, ${dueIn(not_before, now)}: nothing is sent now; ${keptBy(table)}`
        : 'none that lies ahead: it is sent at once',
    not_after:
      deadline > now
        ? `${utc(deadline)}, ${dueIn(deadline, now)}: ${until}`
        : `${utc(deadline)}, which is past: nothing is sent`,
    ...(ends_by !== undefined && {
      ends_by: `${utc(ends_by)}: what could not end by then, as far as usual times tell, is not sent`,
    }),
  };
}
