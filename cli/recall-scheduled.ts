import { catalog } from '../functions/catalog.ts';
import type { Canceled } from '../shared/desk/cancel.ts';
import { cloudSide } from '../shared/following/cancel-in-cloud.ts';
import type { Unfinished } from '../shared/ledger/entry/unfinished.ts';
import { requestKey } from '../shared/ledger/keys.ts';
import type { Ledger } from '../shared/ledger/store.ts';
import type { Settings } from '../shared/settings/settings.ts';
import { Ended } from '../shared/terms/errors.ts';

/**
 * Cancels in the cloud what was accepted and has not begun, where the cloud can cancel it, one request after the other, and
 * says of each target what became of it; what could not be done is said too and keeps none of the others from it.
 */
export async function recallScheduled(
  scheduled: readonly Unfinished[],
  ledger: Ledger,
  settings: Settings,
  by: string,
): Promise<Canceled[]> {
  const cloud = cloudSide(ledger, settings);
  const byRequest = Map.groupBy(scheduled, ({ operation, project_id, request_id }) =>
    requestKey(operation, project_id, request_id),
  );
  const results: Canceled[] = [];
  for (const [pk, some] of byRequest) {
    const operation = catalog.find(({ name }) => name === some[0]?.operation);
    try {
      const held = await ledger.read(pk);
      if (!operation || !held) continue;
      const plan = await cloud.plan({ operation, entry: held.entry });
      for (const recall of plan.recalls) results.push(...(await cloud.recall(plan.request, recall, by)));
      const starts = new Set(some.map(({ target }) => target));
      const stays = plan.stays.filter(({ target }) => starts.has(target));
      results.push(...stays.map((one) => ({ ...one, result: 'stays' as const })));
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      results.push(
        ...some.map(({ target }) => ({ target, result: 'unproven' as const, why: error.message })),
      );
    }
  }
  return results;
}
