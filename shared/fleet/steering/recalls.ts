import { releaseId } from '../../terms/release.ts';
import { lastRelease } from '../rollout/backup.ts';
import type { Step } from '../rollout/facts.ts';
import type { RolloutHead } from '../rollout/rollout.ts';
import type { RolloutTarget } from '../rollout/target.ts';
import { asksKey, type RecallAsk, recallKey } from './ask.ts';
import type { Context } from './context.ts';
import { putAsk } from './put-ask.ts';

/** Asks that what the cloud has taken and begins later is canceled there, where it can be, once a release. Throws `PlatformUnavailable`. */
export async function putRecalls(
  { id, fleet }: RolloutHead,
  wanted: Step['asks'],
  rows: ReadonlyMap<string, RolloutTarget>,
  context: Context,
  now: number,
): Promise<void> {
  for (const one of wanted) {
    const found = 'recall' in one ? rows.get(one.recall) : undefined;
    const row = found && lastRelease(found);
    if (!row || !context.operations.get(row.operation)?.operation.cancel) continue;
    const { region, project, operation, target, seq, attempt, stage } = row;
    const request_id = releaseId({ rollout: id, seq, attempt, stage });
    const key = { pk: asksKey(row), sk: recallKey(request_id) };
    await putAsk<RecallAsk>(
      key,
      { region, project, operation, target, request_id, fleet },
      () => true,
      context,
      now,
    );
  }
}
