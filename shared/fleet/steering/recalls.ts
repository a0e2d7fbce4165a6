import { releaseId } from '../../terms/release.ts';
import { MINUTE } from '../../values/time/units.ts';
import type { Step } from '../rollout/facts.ts';
import type { RolloutHead } from '../rollout/rollout.ts';
import type { RolloutTarget } from '../rollout/target.ts';
import { ASKED_FOR, asksKey, type RecallAsk, recallKey } from './ask.ts';
import type { Context } from './context.ts';

/** Asks that what the cloud has taken and begins later is canceled there, where it can be, once a release. Throws `PlatformUnavailable`. */
export async function putRecalls(
  { id, fleet }: RolloutHead,
  wanted: Step['asks'],
  rows: ReadonlyMap<string, RolloutTarget>,
  { operations, store }: Context,
  now: number,
): Promise<void> {
  for (const one of wanted) {
    const row = 'recall' in one ? rows.get(one.recall) : undefined;
    if (!row || !operations.get(row.operation)?.operation.cancel) continue;
    const { region, project, operation, target, seq, attempt } = row;
    const request_id = releaseId({ rollout: id, seq, attempt });
    const key = { pk: asksKey(row), sk: recallKey(request_id) };
    const known = await store.get<RecallAsk>(key);
    if (known && (known.doc.answer !== undefined || known.doc.until > now + ASKED_FOR / 2)) continue;
    const until = now + ASKED_FOR;
    const ask: RecallAsk = { region, project, operation, target, request_id, fleet, until };
    // Whoever was faster has asked, or has answered.
    await store.put(key, ask, known?.version ?? 0, Math.ceil((until + MINUTE) / 1000));
  }
}
