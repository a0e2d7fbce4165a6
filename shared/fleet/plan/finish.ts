import { parseDuration } from '../../values/time/duration.ts';
import { atOnceOf, percentOf } from '../amount.ts';
import type { Fleet } from '../fleet.ts';
import type { RolloutWave } from '../rollout/rollout.ts';
import type { Past } from './facts.ts';
import { needsApproval } from './judge.ts';
import { wordsOf } from './left-out.ts';
import type { PlanState, Some } from './plan-page.ts';

/** What becomes of a plan whose last page is written: it is proposed with these waves, there is nothing to do, or it is refused. */
export type Finished =
  | { readonly is: 'proposed'; readonly waves: readonly RolloutWave[] }
  | { readonly is: 'nothing'; readonly reason: string }
  | { readonly is: 'refused'; readonly code: RefusalCode; readonly reason: string };

/** Why there is no plan. */
export type RefusalCode =
  | 'too_many'
  | 'no_wave'
  | 'several_waves'
  | 'no_window'
  | 'place_unread'
  | 'done_once';

/** What becomes of a plan behind its last page. */
export function finish(state: PlanState, fleet: Fleet, past: Pick<Past, 'first'>): Finished {
  const { selected, no_wave, several_waves, no_fit, planned, left } = state;
  const refused = (code: RefusalCode, reason: string): Finished => ({ is: 'refused', code, reason });
  if (selected > fleet.max_targets) {
    return refused('too_many', `${selected} targets are selected, and max_targets is ${fleet.max_targets}`);
  }
  if (several_waves.count > 0) return refused('several_waves', `in several waves: ${idsOf(several_waves)}`);
  if (no_wave.count > 0) return refused('no_wave', `in no wave: ${idsOf(no_wave)}`);
  if (planned > 0) return { is: 'proposed', waves: wavesOf(state, fleet, past) };
  if (no_fit.count > 0) return refused('no_window', `the work fits in no window: ${idsOf(no_fit)}`);
  return { is: 'nothing', reason: nothingBecause(left) };
}

/** The waves of a rollout, with their amounts as numbers. */
const wavesOf = ({ sizes }: PlanState, fleet: Fleet, past: Pick<Past, 'first'>): RolloutWave[] =>
  Object.entries(fleet.waves).map(([name, { at_once, ramp, stop_after, enough, bake, gate }], index) => {
    const size = sizes[index] ?? 0;
    return {
      name,
      size,
      at_once: atOnceOf(at_once, size),
      ramp,
      stop_after,
      enough: percentOf(enough) ?? 100,
      bake_ms: parseDuration(bake) ?? 0,
      ...(gate && { gate }),
      needs_approval: needsApproval(fleet, index, past),
      state: 'pending',
      counts: {},
    };
  });

const idsOf = ({ count, ids }: Some): string =>
  [ids.join(', '), ...(count > ids.length ? [`and ${count - ids.length} more`] : [])].join(' ');

function nothingBecause(left: PlanState['left']): string {
  const counts = Object.entries(left).map(([code, count]) => `${count} ${wordsOf(code)}`);
  return counts.join('; ') || 'the fleet means nothing that was read';
}
