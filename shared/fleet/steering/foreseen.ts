import { rolloutKey } from '../../terms/release.ts';
import type { Facts } from '../rollout/facts.ts';
import { FORESIGHT, type Foresight, isAwaited } from '../rollout/foresight.ts';
import type { RolloutHead } from '../rollout/rollout.ts';
import type { Context } from './context.ts';

/** Under which it is kept what is foreseen of the starts of a rollout. */
export const foresightKey = (rollout: string) => ({ pk: rolloutKey(rollout), sk: FORESIGHT });

/** What is foreseen of a rollout's starts, as it was kept; undefined where nobody is told ahead. Throws `PlatformUnavailable`. */
export async function foreseenOf(
  head: RolloutHead,
  { store }: Pick<Context, 'store'>,
  now: number,
): Promise<Facts['foreseen']> {
  if (!isAwaited(head)) return undefined;
  const doc = (await store.get<Foresight>(foresightKey(head.id)))?.doc;
  return doc && doc.decision === head.decision && now < doc.good_until ? doc : 'stale';
}
