import { isSettled } from '../../ledger/entry/entry.ts';
import { isSentOn } from '../../ledger/entry/sent-on.ts';
import { readReleaseId } from '../../terms/release.ts';
import { aboutLetters, type CommandLine } from '../command-line.ts';
import type { Asked, Case, Flag, Held, Plan } from './redrive-case.ts';
import { leftOver, planHeld, planRedrive, planReleased, settledAs } from './redrive-plan.ts';
import { planWords } from './redrive-words.ts';

/** What a person can do about a letter, the command for it, and what that does in detail. */
export interface NextStep {
  readonly says: string;
  readonly command?: CommandLine;
  readonly does?: readonly string[];
}

/** The letter of a request, and what redriving it comes to, as a person may ask for it. */
interface Redrivable {
  readonly operation: string;
  readonly request_id: string;
  readonly entry: Held['entry'] | undefined;
  plan(asked: Asked): Plan;
}

/** What a person can do about a letter. Pure; `now` in epoch ms. */
export const nextSteps = (about: Case, now: number): NextStep[] =>
  stepsOf({
    operation: about.operation.name,
    request_id: about.letter.request_id,
    entry: about.entry,
    plan: (asked) => planRedrive(about, asked, now),
  });

/**
 * What a person can do about the letter that the ledger has had put on the dead-letter queue for a request, without a look at that queue;
 * undefined where it has had none put there. Pure; `now` in epoch ms.
 */
export function stepsOfHandedOver(
  about: Held & Pick<Case, 'inRollout'>,
  now: number,
): NextStep[] | undefined {
  const { operation, entry } = about;
  if (entry.hand_over !== 'done') return undefined;
  const release = readReleaseId(entry.request_id);
  return stepsOf({
    operation: operation.name,
    request_id: entry.request_id,
    entry,
    plan: (asked) => (release ? planReleased(about, release.rollout, asked) : planHeld(about, asked, now)),
  });
}

function stepsOf(about: Redrivable): NextStep[] {
  const { entry } = about;
  const step = (says: string, plan: Plan, flags: readonly Flag[] = []): NextStep => ({
    says: `${says}:`,
    command: aboutLetters('redrive', about, flags),
    does: planWords(plan),
  });
  const offer = (flags: readonly Flag[], words: string): NextStep => {
    const best = withAllNeeded(about, flags);
    return 'stays' in best.plan
      ? { says: `Redriving is of no use: ${best.plan.stays}.` }
      : step(words, best.plan, best.flags);
  };
  const plain = about.plan({ named: true, resend: false, extend: false });
  if ('stays' in plain) {
    return [
      { says: `As it is, it cannot be redriven: ${plain.stays}.` },
      ...(plain.needs ? [offer([plain.needs], 'This redrives it')] : []),
    ];
  }
  // Nothing that a rollout released is ever sent from a letter, whatever is asked.
  if (readReleaseId(about.request_id)) return [step(`This removes it (${plain.says})`, plain)];
  if (!entry || !isSettled(entry) || isSentOn(entry))
    return [step(`This redrives it (${plain.says})`, plain)];
  const { undecided, expired } = leftOver(entry);
  const close = 'This closes it, sending nothing';
  if (undecided.length > 0) {
    return [
      { says: `Look in the console whether a job runs or ran for ${undecided.join(' ')}.` },
      step(`If so, nothing is left to do. ${close}`, plain),
      offer(['resend'], 'If certainly not, this sends it AGAIN'),
    ];
  }
  if (expired.length > 0) {
    return [offer(['extend'], 'This sends it with a new deadline'), step(close, plain)];
  }
  const good = settledAs(entry) === 'accepted' && !entry.conflicts;
  return [{ says: good ? 'Nothing: all of it was accepted.' : MEND }, step(close, plain)];
}

const MEND = 'Mend what the outcomes above name, then send the intent again under a request_id of its own.';

/** The plan with these decisions and whatever others it turns out to need. */
function withAllNeeded(
  about: Redrivable,
  flags: readonly Flag[],
): { readonly plan: Plan; readonly flags: readonly Flag[] } {
  const plan = about.plan({
    named: true,
    resend: flags.includes('resend'),
    extend: flags.includes('extend'),
  });
  const more = 'stays' in plan ? plan.needs : undefined;
  return more && !flags.includes(more) ? withAllNeeded(about, [...flags, more]) : { plan, flags };
}
