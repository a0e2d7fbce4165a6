import { tallyOf, waveText } from '../../shared/desk/rollouts.ts';
import { waveStrip } from '../../shared/desk/wave-strip.ts';
import type { RolloutHead } from '../../shared/fleet/rollout/rollout.ts';
import { alignedText } from './table-text.ts';

const WAVE_HEADS = ['wave', 'targets', '', 'well', 'badly', 'at work', 'waiting', 'left', 'stands'];

/** The waves of a rollout, the heads first. */
const waveRows = (head: RolloutHead, now: number): string[][] => [
  WAVE_HEADS,
  ...head.waves.map((wave, index) => {
    const tally = tallyOf(head, index);
    const { well, unproven, badly, at_work, waiting, left } = tally;
    return [
      wave.name,
      String(wave.size),
      waveStrip(tally),
      unproven > 0 ? `${well} (${unproven} unproven)` : String(well),
      String(badly),
      String(at_work),
      String(waiting),
      String(left),
      waveText(head, index, now),
    ];
  }),
];

/** The waves of a rollout, as wide as so many cells; nothing where it has none. */
export const wavesText = (
  head: RolloutHead,
  { now, width }: { readonly now: number; readonly width: number },
): string => (head.waves.length > 0 ? alignedText(waveRows(head, now), width) : '');
