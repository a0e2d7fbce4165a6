import { aboutLetters } from '../shared/desk/command-line.ts';
import { isSettled } from '../shared/ledger/entry/entry.ts';
import { isSentOn } from '../shared/ledger/entry/sent-on.ts';
import { commandText, type Here } from '../shared/words/command-text.ts';
import type { Case, Flag, Plan } from './redrive-case.ts';
import { leftOver, planRedrive, settledAs } from './redrive-plan.ts';

/** What a person can do about a letter, in plain words. Pure; `now` in epoch ms. */
export function nextSteps(about: Case, now: number, here: Here): string[] {
  const { operation, letter, entry } = about;
  const called = { operation: operation.name, request_id: letter.request_id };
  const redrive = (flags: readonly Flag[] = []) => commandText(aboutLetters('redrive', called, flags), here);
  const offer = (flags: readonly Flag[], words: string) => {
    const best = withAllNeeded(about, flags, now);
    return 'stays' in best.plan
      ? `Redriving is of no use: ${best.plan.stays}.`
      : `${words}:  ${redrive(best.flags)}`;
  };
  const plain = planRedrive(about, { named: true, resend: false, extend: false }, now);
  if ('stays' in plain) {
    return [
      `As it is, it cannot be redriven: ${plain.stays}.`,
      ...(plain.needs ? [offer([plain.needs], 'This redrives it')] : []),
    ];
  }
  if (!entry || !isSettled(entry) || isSentOn(entry))
    return [`This redrives it (${plain.says}):  ${redrive()}`];
  const { undecided, expired } = leftOver(entry);
  const close = `This closes it, sending nothing:  ${redrive()}`;
  if (undecided.length > 0) {
    return [
      `Look in the console whether a job runs or ran for ${undecided.join(' ')}.`,
      `If so, nothing is left to do. ${close}`,
      offer(['resend'], 'If certainly not, this sends it AGAIN'),
    ];
  }
  if (expired.length > 0) return [offer(['extend'], 'This sends it with a new deadline'), close];
  const good = settledAs(entry) === 'accepted' && !entry.conflicts;
  return [good ? 'Nothing: all of it was accepted.' : MEND, close];
}

const MEND = 'Mend what the outcomes above name, then send the intent again under a request_id of its own.';

/** The plan with these decisions and whatever others it turns out to need. */
function withAllNeeded(
  about: Case,
  flags: readonly Flag[],
  now: number,
): { plan: Plan; flags: readonly Flag[] } {
  const asked = { named: true, resend: flags.includes('resend'), extend: flags.includes('extend') };
  const plan = planRedrive(about, asked, now);
  const more = 'stays' in plan ? plan.needs : undefined;
  return more && !flags.includes(more) ? withAllNeeded(about, [...flags, more], now) : { plan, flags };
}
