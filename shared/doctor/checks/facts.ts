import type { Fact } from '../../terms/inspection.ts';
import type { Check } from '../check.ts';
import { repliesIn } from '../replies.ts';

/** What our code infers, held against what was answered. A refuted inference is broken code. */
export const facts = (all: readonly Fact[]): Check[] =>
  all.map((fact) => ({
    group: 'facts',
    name: fact.id,
    asks: fact.says,
    needs: ['login'],
    fact,
    look({ recorder, ours }) {
      const verdict = fact.judge(repliesIn(recorder.exchanges, new Set([...(ours?.values() ?? [])].flat())));
      if ('confirmed' in verdict) return { level: 'ok', says: verdict.confirmed };
      if ('unseen' in verdict) return { level: 'not_checked', says: verdict.unseen };
      return {
        level: 'broken',
        says: verdict.refuted,
        details: [`so ${fact.otherwise}`],
        todo: `${fact.relied_on} relies on it: mend it before the operation is used`,
      };
    },
  }));
