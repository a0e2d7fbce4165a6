import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { isOver } from '../../../shared/fleet/rollout/state.ts';
import { currentWave } from '../../../shared/fleet/rollout/tally.ts';
import type { Entry } from '../../../shared/ledger/entry/entry.ts';
import { openTable } from '../../../shared/platform/platform.ts';
import { utc } from '../../../shared/values/time/instant.ts';
import { MINUTE } from '../../../shared/values/time/units.ts';
import { asOperator } from '../as-operator.ts';
import { isWaiting } from '../ledger.ts';
import type { FastStage } from './fast-stage.ts';

// What is due within this is done in one go.
const STEP = 15 * MINUTE;
// Many times more than it takes.
const MOST_MINUTES = 500;

/** Plays minutes until rollouts stand so, as `read` finds them, who are shown to `seen` after each; those in which nothing is due are passed over. */
export function passTime(fast: FastStage) {
  const { stage, now } = fast;
  let minutes = 0;
  let decisions = '';
  return async (
    read: () => Promise<RolloutHead[]>,
    is: (heads: readonly RolloutHead[]) => boolean,
    seen: (heads: readonly RolloutHead[]) => void = () => {},
  ): Promise<RolloutHead[]> => {
    for (;;) {
      if (++minutes > MOST_MINUTES) throw new Error(`the rollouts do not end: it is ${utc(now())}`);
      await fast.minute();
      const heads = await asOperator(stage, read);
      seen(heads);
      if (is(heads)) return heads;
      const before = decisions;
      decisions = heads.map(({ id, decision }) => `${id} ${decision}`).join();
      // What a rollout says of its next step is believed once it has stood for a minute: one that does not wait as it says shows.
      fast.passTo(decisions === before ? await nextMoment(fast, heads) : now() + MINUTE);
    }
  };
}

/** The next minute in which a function finds anything to do, epoch ms: those before it may be passed over. */
async function nextMoment({ stage, now }: FastStage, heads: readonly RolloutHead[]): Promise<number> {
  const { rows } = await asOperator(stage, () => openTable(stage.ledger.table).everDue());
  // A release is good for no longer than a step: one that was put off, as on a busy machine, is tried again in time.
  const due = rows.flatMap(({ due_at, doc }) =>
    due_at === undefined ? [] : [isWaiting(JSON.parse(doc) as Entry) ? due_at : due_at + STEP],
  );
  const at = Math.min(...due, ...heads.flatMap((head) => wakesAt(head, now()) ?? []));
  return Number.isFinite(at) ? Math.max(at, now() + MINUTE) : now() + MINUTE;
}

/** When steering goes on by itself; undefined where it waits for what is at work, or for a person. */
function wakesAt(head: RolloutHead, now: number): number | undefined {
  if (head.outbox.length > 0) return now;
  if (isOver(head) || head.state === 'halted' || head.in_flight.length > 0) return undefined;
  const { state, bake_until, sweep } = head.waves[currentWave(head)] ?? {};
  if (state === 'settled') return bake_until;
  return (state === 'open' ? sweep?.soonest : undefined) ?? now;
}
