import { redact, redactText } from '../../shared/values/redact.ts';
import { oneLine } from '../../shared/words/one-line.ts';

/** What came of a decision in one rollout, and in which words. */
export interface Decided {
  readonly rollout: string;
  readonly is: 'done' | 'refused' | 'not_heard_of';
  readonly says?: string;
}

const WORDS: Readonly<Record<Decided['is'], string>> = {
  done: 'done',
  refused: 'refused',
  not_heard_of:
    'sent, and nobody has heard of it yet; look at the rollout before you say it again, and at the dead letters of decide-rollouts',
};

/** What came of a decision, a line a rollout. */
export const decidedText = (outcomes: readonly Decided[]): string =>
  outcomes
    .map(({ rollout, is, says }) => [`${rollout}  ${WORDS[is]}`, says].filter(Boolean).join(': '))
    .map((line) => `${oneLine(redactText(line))}\n`)
    .join('');

/** The same as one object. */
export const decidedJson = (verb: string, results: readonly Decided[]): string =>
  `${JSON.stringify(redact({ verb, results }), null, 2)}\n`;
