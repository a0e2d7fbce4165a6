import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { isOver } from '../../../shared/fleet/rollout/state.ts';
import { currentWave } from '../../../shared/fleet/rollout/tally.ts';
import { openTable } from '../../../shared/platform/platform.ts';
import { MINUTE } from '../../../shared/values/time/units.ts';
import { asOperator } from '../as-operator.ts';
import type { FastStage } from './fast-stage.ts';

// What is due within this is done in one go.
const STEP = 5 * MINUTE;

/** The next minute in which a function finds anything to do, epoch ms: those before it may be passed over. */
export async function nextMoment({ stage, now }: FastStage, heads: readonly RolloutHead[]): Promise<number> {
  const { rows } = await asOperator(stage, () => openTable(stage.ledger.table).everDue());
  const followed = rows.flatMap(({ due_at }) => (due_at === undefined ? [] : [due_at + STEP]));
  const at = Math.min(...followed, ...heads.flatMap((head) => wakesAt(head, now()) ?? []));
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
