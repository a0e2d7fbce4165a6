import { tallyOf, waveText } from '../../../shared/desk/rollouts.ts';
import { STRIP_LEGEND, waveStrip } from '../../../shared/desk/wave-strip.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { redrawn } from '../redrawn.ts';

/** Shows how far the waves of a rollout have come, at a time (epoch ms). */
export type Strips = (head: RolloutHead, now: number) => void;

/** On a terminal a line a wave, drawn over again; elsewhere a line of a wave whenever it stands otherwise. */
export function startStrips(out: NodeJS.WriteStream = process.stdout): Strips {
  out.write(`  ${STRIP_LEGEND}\n`);
  const told = new Map<string, string>();
  const draw = redrawn(out);
  return (head, now) => {
    const lines = head.waves.map((_, index) => lineOf(head, index, now));
    if (out.isTTY) return draw(lines);
    for (const [index, { name, state }] of head.waves.entries()) {
      if (told.get(name) === state || (state === 'pending' && !told.has(name))) continue;
      told.set(name, state);
      out.write(`${lines[index]}\n`);
    }
  };
}

function lineOf(head: RolloutHead, index: number, now: number): string {
  const { name = '' } = head.waves[index] ?? {};
  const tally = tallyOf(head, index);
  const { well, badly, at_work, left } = tally;
  const counts = [
    `${well} well`,
    ...(badly > 0 ? [`${badly} badly`] : []),
    ...(left > 0 ? [`${left} left`] : []),
    ...(at_work > 0 ? [`${at_work} at work`] : []),
  ];
  return `  ${clock(now)}  ${name.padEnd(6)}  ${waveStrip(tally).padEnd(20)}  ${counts.join(', ')}: ${waveText(head, index, now)}`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** A time as a weekday and the clock, UTC. */
export const clock = (at: number): string =>
  `${DAYS[new Date(at).getUTCDay()]} ${new Date(at).toISOString().slice(11, 16)}`;
