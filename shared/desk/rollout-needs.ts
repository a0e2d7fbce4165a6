import type { RolloutHead, RolloutWave } from '../fleet/rollout/rollout.ts';
import { isOver } from '../fleet/rollout/state.ts';
import { currentWave } from '../fleet/rollout/tally.ts';
import { whyProposed, whyWave } from '../fleet/why/why-wave.ts';
import { howLong } from '../values/time/how-long.ts';
import { utc } from '../values/time/instant.ts';
import type { CommandLine } from './command-line.ts';
import { untilText, wholeTally } from './rollouts.ts';

/** Something without which a rollout does not go on, or that ends by itself. */
export interface Need {
  readonly sentence: string;
  /** What a person can run about it. */
  readonly commands: readonly CommandLine[];
}

/** A hash as a person types it. */
export const TYPED_DIGITS = 16;

/** The commands of a rollout's verbs. */
const verb = (name: string, rollout: string, options: CommandLine['options'] = {}): CommandLine => ({
  command: `fleet ${name}`,
  words: { rollout },
  options,
});

/** What a person has to decide before it goes on, at a time (epoch ms); empty where nothing does. */
export function needsOf(head: RolloutHead, now: number): Need[] {
  const fixes = head.waves.flatMap((wave, index) => {
    const why = whyWave(head, index, now);
    return why && 'fix' in why ? [{ wave, why }] : [];
  });
  const [first] = fixes;
  if (!first) return [];
  const { wave, why } = first;
  switch (why.fix) {
    case 'proceed':
      return [proceeding(head, why.because)];
    case 'promote':
      return [promoting(head, wave, why.because)];
    case 'approve':
      return [approving(head, fixes)];
  }
}

function proceeding(head: RolloutHead, because: string): Need {
  const { id, kept } = head;
  const isBad = wholeTally(head).badly > 0;
  const still =
    kept.length > 0 ? `; ${kept.length} of them may still be at work, and each keeps its slot` : '';
  const until = isBad ? 'accepts what ended badly, or ends it' : 'says that it goes on, or ends it';
  return {
    sentence: `${because}${still}. Nothing new starts until somebody ${until}`,
    commands: [
      ...(isBad ? [verb('show', id, { targets: true })] : []),
      verb('proceed', id, { ...(isBad && { accept: '<ids>' }), reason: '<why>' }),
      verb('abort', id, { reason: '<why>' }),
    ],
  };
}

const promoting = ({ id }: RolloutHead, { name }: RolloutWave, because: string): Need => ({
  sentence: because,
  commands: [verb('promote', id, { wave: name, reason: '<why>' })],
});

/** Waves that wait for the same. */
type Fixes = readonly { readonly wave: RolloutWave; readonly why: { readonly because: string } }[];

function approving({ hash = '', waves }: RolloutHead, missing: Fixes): Need {
  const [first] = missing;
  const names = missing.map(({ wave }) => wave.name).join(', ');
  const one = missing.length === 1 && waves.length > 1 && first ? { wave: first.wave.name } : {};
  return {
    sentence:
      missing.length === 1 && first
        ? first.why.because
        : `waves ${names} start nothing before somebody approves them`,
    commands: [{ command: 'fleet approve', words: { hash: hash.slice(0, TYPED_DIGITS) }, options: one }],
  };
}

/** Why it does not go on just now although nobody has to do anything; undefined where it does. */
export function byItself(head: RolloutHead, now: number): string | undefined {
  if (isOver(head)) return undefined;
  const { length: working } = head.in_flight;
  if (working > 0) return `${working} ${working === 1 ? 'is' : 'are'} at work and followed to the end`;
  if (head.state === 'proposed') {
    const why = whyProposed(head, now);
    return why.wait === 'behind' ? why.because : undefined;
  }
  const index = currentWave(head);
  const { name = '', sweep } = head.waves[index] ?? {};
  const why = whyWave(head, index, now);
  if (why) {
    if (!('wait' in why)) return undefined;
    return why.until === undefined ? why.because : `${why.because} ${untilText(why.until, now)}`;
  }
  const soonest = sweep?.soonest;
  return soonest !== undefined && soonest > now
    ? `the next of wave ${name} can start ${utc(soonest)} (in ${howLong(soonest - now)})`
    : undefined;
}
