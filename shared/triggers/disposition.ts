import { isForItsRollout, needsNobody } from '../ledger/entry/cancel.ts';
import type { Report } from '../terms/report.ts';

/** What becomes of a delivery: settled, worth another delivery of the same, or for a person to look at. */
export type Disposition = 'done' | 'later' | 'dead';

/**
 * What the ledger brings back by itself is done here. Else only a report in which nothing was accepted or is unknown,
 * and a later try may cure the rest, is tried again whole.
 */
export function disposition({ trigger, status, retry, outcomes, next_try, hand_over }: Report): Disposition {
  if (hand_over) return 'dead';
  if (next_try && !retry) return 'done';
  if (status === 'accepted' || status === 'duplicate' || status === 'dry_run') return 'done';
  if (outcomes.length > 0 && outcomes.every(needsNobody)) return 'done';
  if (status === 'held') return retry ? 'later' : 'done';
  const final = status !== 'unknown' && isForItsRollout(trigger, outcomes) ? 'done' : 'dead';
  if (status === 'forbidden') return final;
  const curable = outcomes.length > 0 ? outcomes.every((outcome) => outcome.retry === true) : retry === true;
  return curable ? 'later' : final;
}

/** Whether another delivery of the same cannot send anything twice: the ledger knows it, or nothing can have started. */
export const mayRepeat = ({ hand_over, outcomes }: Report): boolean =>
  hand_over !== undefined ||
  outcomes.every(({ verdict }) => verdict === 'rejected' || verdict === 'not_sent');
