import type { Decided, DecisionFacts, Of } from './decision.ts';
import { directedTo, merged } from './directed.ts';
import type { RolloutHead } from './rollout.ts';
import { currentWave, passed, withWave } from './tally.ts';
import type { Result } from './target.ts';

/** A bake or a gate ends early, or a wave whose alarms cannot be read starts without; windows, freezes and approvals hold all the same. */
export function promoted(head: RolloutHead, { wave: name, by, at, because }: Of<'promote'>): Decided {
  const index = head.waves.findIndex((wave) => wave.name === name);
  const wave = head.waves[index];
  if (wave?.state === 'passed') return { head };
  if (index !== currentWave(head)) return { refused: `a wave before ${name} has not passed` };
  if (wave?.unread) {
    const waived = { by, at, ...(because !== undefined && { because }) };
    return {
      head: withWave(head, index, ({ unread: _, ...one }) => ({ ...one, baseline: { at, waived } })),
    };
  }
  if (wave?.state !== 'settled' && wave?.state !== 'at_gate') {
    return { refused: `wave ${name} is ${wave?.state}: its targets can still start, or are at work` };
  }
  return { head: withWave(head, index, passed) };
}

const REPEATABLE: readonly Result[] = ['failed', 'completed_unchanged', 'canceled_by_others'];

/** Targets that ended go back to waiting, in this plan, with another try. */
export function retried(head: RolloutHead, decision: Of<'retry'>, { rows }: DecisionFacts): Decided {
  const named = decision.targets.map((target) => rows.find((row) => row.target === target));
  const wrong = decision.targets.flatMap((target, index) => {
    const row = named[index];
    if (!row) return `${target} is none of its targets`;
    if (head.waves[row.wave]?.state === 'passed')
      return `${target}: its wave has passed; the next plan takes it`;
    const isOpen = row.state === 'waiting' || row.state === 'reserved' || row.state === 'sent';
    if (isOpen) return [];
    const may =
      row.state === 'ended' && !row.accepted && row.result !== undefined && REPEATABLE.includes(row.result);
    return may ? [] : `${target} is not taken again: it is ${row.result ?? row.left ?? row.state}`;
  });
  if (wrong.length > 0) return { refused: wrong.join('; ') };
  const ended = named.flatMap((row) => (row?.state === 'ended' ? [row] : []));
  const words = ended.map((row) => directedTo('retry', row, decision));
  const reopened = ended.reduce<RolloutHead>(
    (after, { wave }) =>
      withWave(
        after,
        wave,
        ({ at_gate: _, bake_until: __, cursor: ___, sweep: ____, words: said = [], ...one }) => ({
          ...one,
          state: 'open',
          // Who confirmed it has not seen what is tried again.
          ...(said.length > 0 && { words: said.filter(({ verb }) => verb === 'veto') }),
        }),
      ),
    head,
  );
  return { head: { ...reopened, directed: merged(head.directed, words) } };
}
