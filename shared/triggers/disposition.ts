import type { Report } from '../report.ts';

/** What becomes of a delivery: settled, worth another delivery of the same, or for a person to look at. */
export type Disposition = 'done' | 'later' | 'dead';

/** Only a report in which nothing was accepted or is unknown, and a later try may cure the rest, is tried again whole. */
export function disposition({ status, retry, outcomes }: Report): Disposition {
  if (status === 'accepted' || status === 'duplicate' || status === 'dry_run') return 'done';
  if (status === 'held') return retry ? 'later' : 'done';
  const curable = outcomes.length > 0 ? outcomes.every((outcome) => outcome.retry === true) : retry === true;
  return curable ? 'later' : 'dead';
}
