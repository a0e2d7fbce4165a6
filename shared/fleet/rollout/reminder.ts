import { DAY } from '../../values/time/units.ts';
import { whyWave } from '../why/why-wave.ts';
import type { RolloutHead } from './rollout.ts';
import { told } from './state.ts';
import { currentWave } from './tally.ts';

/** How long somebody is waited for before people are told again. */
const AGAIN_AFTER = DAY;

/** The head with what it waits for a person to do noted at a time (epoch ms), and told again once a day while it does. A plan *behind* another rollout can wait. */
export function reminded(head: RolloutHead, behind: boolean, now: number): RolloutHead {
  const index = currentWave(head);
  const why = behind && head.state === 'proposed' ? undefined : whyWave(head, index, now);
  const { waits: known, ...rest } = head;
  if (!why || !('fix' in why)) return known ? rest : head;
  const wave = head.waves[index]?.name;
  const of = `${why.fix} ${wave ?? ''}`;
  if (known?.of !== of) return { ...rest, waits: { of, told_at: now } };
  if (now - known.told_at < AGAIN_AFTER) return head;
  const kind = why.fix === 'proceed' ? 'halted' : 'approval_due';
  return told(
    { ...rest, waits: { of, told_at: now } },
    kind,
    `still waiting for a person: ${why.because}`,
    now,
    wave,
  );
}
