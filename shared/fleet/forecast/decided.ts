import { unconfirmed } from '../rollout/gate.ts';
import type { Counts, RolloutHead } from '../rollout/rollout.ts';
import { currentWave, withWave } from '../rollout/tally.ts';
import { ACCEPTABLE } from '../rollout/target.ts';
import { whyWave } from '../why/why-wave.ts';

/** What somebody has to decide for a rollout to go on, from when on (epoch ms), and why. */
export interface Decided {
  readonly verb: 'approve' | 'promote' | 'proceed' | 'confirm';
  readonly wave?: string;
  readonly at: number;
  readonly because: string;
}

/** What a rollout is once everything that persons have to decide about it was decided, and what that is. */
export interface Given {
  readonly head: RolloutHead;
  readonly decided: readonly Decided[];
}

/** Approvals, and gates with a wave behind them, taken as given at a time (epoch ms). */
export function approved(head: RolloutHead, now: number): Given {
  const found: Decided[] = [];
  let after = confirmedIn(head, now, found);
  for (const [index, { name }] of head.waves.entries()) {
    const why = whyWave(after, index, now);
    if (!why || !('fix' in why) || why.fix === 'proceed') continue;
    const { fix: verb, because } = why;
    if (verb === 'promote' && index === head.waves.length - 1) continue;
    found.push({ verb, wave: name, at: now, because });
    after = withWave(after, index, (wave) =>
      verb === 'approve' ? { ...wave, needs_approval: false } : { ...wave, state: 'passed' },
    );
  }
  return { head: after, decided: found };
}

/** A wave that has ended as whoever its gate needs confirms it. */
function confirmedIn(head: RolloutHead, at: number, found: Decided[]): RolloutHead {
  const index = currentWave(head);
  const wave = head.waves[index];
  const missing = wave?.state === 'settled' ? unconfirmed(wave) : [];
  if (!wave || missing.length === 0) return head;
  found.push({ verb: 'confirm', wave: wave.name, at, because: `its gate needs ${missing.join(', ')}` });
  const words = missing.map((by) => ({ verb: 'confirm', by, at }) as const);
  return withWave(head, index, (one) => ({ ...one, words: [...(one.words ?? []), ...words] }));
}

/** A halted rollout as somebody lets it go on at a time (epoch ms), and accepts all that ended badly. */
export function proceeded(head: RolloutHead, now: number): Given {
  const why = whyWave(head, currentWave(head), now);
  if (!why || !('fix' in why) || why.fix !== 'proceed') return { head, decided: [] };
  const { why: _, proceed: __, directed = [], ...rest } = head;
  return {
    head: {
      ...rest,
      state: 'running',
      kept: [],
      silences: 0,
      directed: directed.filter(({ to }) => to === 'retry'),
      waves: head.waves.map((wave) => ({ ...wave, counts: accepting(wave.counts) })),
    },
    decided: [{ verb: 'proceed', at: now, because: why.because }],
  };
}

function accepting(counts: Counts): Counts {
  const bad = ACCEPTABLE.reduce((sum, how) => sum + (counts[how] ?? 0), 0);
  const none = Object.fromEntries(ACCEPTABLE.map((how) => [how, 0]));
  return { ...counts, ...none, accepted: (counts.accepted ?? 0) + bad };
}
