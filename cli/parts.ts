import { keyOf, type Ledger } from '../shared/ledger/store.ts';
import { childrenOf } from '../shared/submission/children.ts';
import type { Intent } from '../shared/terms/intent.ts';
import type { Operation } from '../shared/terms/operation.ts';

/** The targets of an intent of several calls whose part the ledger holds. Throws `PlatformUnavailable`. */
export async function partsInLedger(
  operation: Operation,
  ledger: Ledger,
  intent: Intent,
  project_id: string,
): Promise<ReadonlySet<string>> {
  const parts = await Promise.all(
    childrenOf(operation, intent).map(async ({ request_id, targets }) => {
      const held = await ledger.read(keyOf(operation.name, project_id, request_id));
      return held ? targets : [];
    }),
  );
  return new Set(parts.flat());
}
