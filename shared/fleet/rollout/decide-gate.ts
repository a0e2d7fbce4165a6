import { fits } from '../../values/glob.ts';
import type { Decided, Of } from './decision.ts';
import type { GateWord, RolloutHead, RolloutWave } from './rollout.ts';
import { halted } from './state.ts';
import { currentWave, withWave } from './tally.ts';

/** One whom the gate of a wave needs says that all is well after it, for this plan alone. */
export function confirmed(head: RolloutHead, decision: Of<'confirm'>): Decided {
  const about = gateOf(head, decision, 'needs');
  if ('refused' in about) return about;
  const { index, wave } = about;
  if (wave.state !== 'settled') {
    const because =
      wave.state === 'at_gate'
        ? `waits for a person at its gate: ${wave.at_gate?.because ?? 'nobody knows why'}`
        : `is ${wave.state}: it is confirmed once it has ended`;
    return { refused: `wave ${wave.name} ${because}` };
  }
  return { head: said(head, index, decision) };
}

/** One whom its gate names wants a wave stopped: nothing of it starts any more, and a person has to let it through its gate. */
export function vetoed(head: RolloutHead, decision: Of<'veto'>, now: number): Decided {
  const about = gateOf(head, decision, 'veto');
  if ('refused' in about) return about;
  const { index, wave } = about;
  const noted = said(head, index, decision);
  if (wave.state !== 'open' && wave.state !== 'pending') return { head: noted };
  const { by, at, because } = decision;
  const reason = `wave ${wave.name}: vetoed by ${by}${because ? `: ${because}` : ''}`;
  return {
    head: halted(noted, { code: 'vetoed', reason, by, at, ...(because !== undefined && { because }) }, now),
  };
}

function gateOf(
  head: RolloutHead,
  { hash, wave: name, by }: Of<GateWord['verb']>,
  who: 'needs' | 'veto',
): { readonly index: number; readonly wave: RolloutWave } | { readonly refused: string } {
  if (hash !== head.hash) return { refused: `its hash is ${head.hash ?? 'not known'}, not ${hash}` };
  const index = head.waves.findIndex((wave) => wave.name === name);
  const wave = head.waves[index];
  const named = wave?.gate?.[who] ?? [];
  if (!wave || !named.some((pattern) => fits(pattern, by))) {
    const known = named.length > 0 ? named.join(', ') : 'nobody';
    return { refused: `the gate of wave ${name} takes that of ${known}, not of ${by}` };
  }
  if (wave.state === 'passed') return { refused: `wave ${name} has passed` };
  if (index !== currentWave(head)) return { refused: `a wave before ${name} has not passed` };
  return { index, wave };
}

/** What somebody said before counts: the same said twice is said once. */
function said(
  head: RolloutHead,
  index: number,
  { verb, by, at, because, said_by }: Of<GateWord['verb']>,
): RolloutHead {
  const known = head.waves[index]?.words ?? [];
  if (known.some((one) => one.verb === verb && one.by === by)) return head;
  const word = {
    verb,
    by,
    at,
    ...(because !== undefined && { because }),
    ...(said_by !== undefined && { said_by }),
  };
  return withWave(head, index, (wave) => ({ ...wave, words: [...known, word] }));
}
