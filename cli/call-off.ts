import { type Canceled, calledOffIn } from '../shared/desk/cancel.ts';
import type { Request } from '../shared/desk/requests.ts';
import { schedule } from '../shared/ledger/due-times.ts';
import { callOff } from '../shared/ledger/entry/cancel.ts';
import { requestKey } from '../shared/ledger/keys.ts';
import type { Ledger } from '../shared/ledger/store.ts';
import type { Settings } from '../shared/settings/settings.ts';

/** Who calls something off, and why. */
interface Decision {
  readonly by: string;
  readonly why?: string | undefined;
}

/**
 * Calls a request off in the ledger and says what became of these targets of it; what a run has claimed meanwhile stays.
 * Throws `PlatformUnavailable`.
 */
export async function callOffInLedger(
  { operation, entry }: Request,
  targets: readonly string[],
  ledger: Ledger,
  { TIMING }: Settings,
  { by, why }: Decision,
): Promise<Canceled[]> {
  if (targets.length === 0) return [];
  const pk = requestKey(operation.name, entry.project_id, entry.request_id);
  const { entry: after } = await ledger.change(operation, pk, (stands) => {
    const now = Date.now();
    return schedule(callOff(stands, by, now, why), now, TIMING);
  });
  return calledOffIn(after, targets);
}
