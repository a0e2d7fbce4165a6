import { Ended, OutcomeUnknown } from '../../terms/errors.ts';
import type { Ticket } from '../ticket.ts';
import { type Entry, mapTargets } from './entry.ts';

/** Whether the run ended so that its request may be at work in the cloud. */
export const mayHaveLeft = ({ claimed }: Pick<Ticket, 'claimed'>, error: unknown): boolean =>
  claimed !== undefined && (error instanceof OutcomeUnknown || !(error instanceof Ended));

/** A submission whose owner never told its outcome becomes unknown. */
export const orphaned = (entry: Entry): Entry => ({
  ...entry,
  targets: mapTargets(entry, (state, target) =>
    state.state === 'submitting'
      ? {
          state: 'unknown',
          since: state.doubt ?? state.since,
          until: state.until,
          outcome: {
            target,
            verdict: 'unknown',
            reason: 'the run that was submitting it ended without a word',
          },
        }
      : state,
  ),
});
