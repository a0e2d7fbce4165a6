import { cloudSide, type Recalled } from '../../following/cancel-in-cloud.ts';
import { callOff } from '../../ledger/entry/cancel.ts';
import { requestKey } from '../../ledger/keys.ts';
import { openLedger } from '../../ledger/store.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Operation } from '../../terms/operation.ts';
import { calledOffBy } from '../../terms/release.ts';
import type { RecallAsk } from '../steering/ask.ts';

/** What became of it; undefined where nobody knows yet, and it is tried again. */
type Recaller = (
  ask: RecallAsk,
) => Promise<{ readonly result: Exclude<Recalled['result'], 'unproven'>; readonly why: string } | undefined>;

/**
 * How work is recalled that the cloud has taken for a rollout and begins later. The ledger is told first that its fleet calls it off:
 * by that its end counts as canceled by us, once the list of the cloud shows it. What others share is left alone.
 */
export function recaller(
  operations: readonly Operation[],
  settings: Settings & { readonly LEDGER_TABLE: string },
  remaining: () => number,
): Recaller {
  const ledger = openLedger(settings.LEDGER_TABLE);
  const cloud = cloudSide(ledger, settings, remaining);
  return async ({ operation: name, project, request_id, target, fleet }) => {
    const operation = operations.find((one) => one.name === name);
    const pk = requestKey(name, project, request_id);
    const held = operation && (await ledger.read(pk));
    if (!held) return undefined;
    const plan = await cloud.plan({ operation, entry: held.entry });
    const recall = plan.recalls.find(({ jobs }) => jobs.some((job) => job.target === target));
    if (!recall) {
      const stays = plan.stays.find((one) => one.target === target);
      return stays && !stays.unread ? { result: 'stays', why: stays.why } : undefined;
    }
    const others = recall.concerned.filter((one) => one.target !== target).map((one) => one.target);
    if (others.length > 0) {
      return { result: 'stays', why: `task ${recall.job_id}: it is shared with ${others.join(', ')}` };
    }
    const by = calledOffBy(fleet);
    const { entry } = await ledger.change(operation, pk, (stands) =>
      stands.canceled?.by === by ? stands : callOff(stands, by, Date.now(), 'its rollout is aborted'),
    );
    const [recalled] = await cloud.recall({ operation, entry }, recall, by);
    if (!recalled || recalled.result === 'unproven') return undefined;
    return { result: recalled.result, why: recalled.why };
  };
}
