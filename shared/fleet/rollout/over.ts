import { utc } from '../../values/time/instant.ts';
import type { Facts, Step } from './facts.ts';
import type { RolloutHead } from './rollout.ts';
import { type RolloutTarget, targetKey } from './target.ts';

const heldText = ({ until, by, because }: RolloutHead['holds'][string]): string =>
  `held until ${utc(until)} by ${by}: ${because}`;

/** What still waits in a rollout that is over leaves it, a page of rows at a time; nothing else is done for it. */
export function clear(head: RolloutHead, { page, away }: Facts, now: number): Step {
  const nothing: Step = { writes: [], messages: [], asks: [] };
  const { clearing, ...rest } = head;
  if (clearing === undefined) return nothing;
  if (!page) return { ...nothing, next_at: now };
  const left = (row: RolloutTarget): RolloutTarget => {
    const hold = head.holds[row.target] ?? head.holds[row.instance];
    const gone = away.get(targetKey(row)) ?? (hold && { left: 'on_hold', reason: heldText(hold) });
    return { ...row, state: 'left', ended_at: now, ...(gone ?? { left: 'lapsed' }) };
  };
  const end = page.rows.at(-1);
  const cleared: RolloutHead = page.last || !end ? rest : { ...rest, clearing: targetKey(end) };
  return {
    ...nothing,
    writes: [
      ...page.rows
        .filter(({ state }) => state === 'waiting')
        .map((row) => ({ of: 'row', row: left(row) }) as const),
      { of: 'head', head: cleared },
    ],
    ...(cleared.clearing !== undefined && { next_at: now }),
  };
}
