import type { Outcome } from './outcome.ts';
import type { Report } from './report.ts';

/** What a submission came to: the outcomes, and for a dry run the calls that would have been made. */
export interface Answer {
  readonly outcomes: readonly Outcome[];
  readonly calls?: readonly unknown[];
  /** What the ledger made of it; without one the outcomes speak for themselves. */
  readonly recorded?: Pick<Report, 'status' | 'reason' | 'next_try' | 'hand_over' | 'conflicts'>;
}
