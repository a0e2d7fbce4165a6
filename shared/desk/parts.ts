import type { Entry } from '../ledger/entry/entry.ts';
import { SENT_ON } from '../ledger/entry/sent-on.ts';
import { requestKey } from '../ledger/keys.ts';
import type { Ledger } from '../ledger/store.ts';
import { childrenOf } from '../submission/children.ts';
import type { Intent } from '../terms/intent.ts';
import type { Operation } from '../terms/operation.ts';

/** The targets of an intent of several calls whose part the ledger holds. Throws `PlatformUnavailable`. */
export async function partsInLedger(
  operation: Operation,
  ledger: Ledger,
  intent: Intent,
  project_id: string,
): Promise<ReadonlySet<string>> {
  const parts = await Promise.all(
    childrenOf(operation, intent).map(async ({ request_id, targets }) => {
      const held = await ledger.read(requestKey(operation.name, project_id, request_id));
      return held ? targets : [];
    }),
  );
  return new Set(parts.flat());
}

/** The targets of a request that were sent on to a part which is not among the entries of the ledger. */
export function missingInParts({ request_id, targets }: Entry, entries: readonly Entry[]): string[] {
  const parts = entries.filter((part) => part.request_id.startsWith(`${request_id}/`));
  return Object.entries(targets).flatMap(([target, state]) => {
    const sentOn = state.state === 'done' && state.outcomes.some(({ code }) => code === SENT_ON);
    return sentOn && !parts.some((part) => Object.hasOwn(part.targets, target)) ? [target] : [];
  });
}
