import { notSent, type Outcome } from '../../terms/outcome.ts';
import type { Trigger } from '../../terms/report.ts';
import { type Entry, mapTargets, targetsIn } from './entry.ts';
import { note } from './history.ts';

/** Whether nobody has to look at what became of a target: it was accepted, is as asked, or was called off. */
export const needsNobody = ({ verdict, code }: Outcome): boolean =>
  verdict === 'accepted' || verdict === 'already_done' || code === CANCELED;

/** Whether it is a rollout that reads how this ended, and no person: of what a fleet released all but *unknown*. */
export const isForItsRollout = (trigger: Trigger, outcomes: readonly Outcome[]): boolean =>
  trigger === 'fleet' && outcomes.every(({ verdict }) => verdict !== 'unknown');

/** The code of a target that a person called off before it was sent. */
export const CANCELED = 'canceled';

/**
 * Calls a request off: what waits is not sent. What is being sent, or may have been, stays as it is, and should it turn out
 * that it has to be sent again, it is not. `why` goes into its history.
 */
export function callOff(entry: Entry, by: string, now: number, why?: string): Entry {
  const waiting = targetsIn(entry, 'waiting');
  const noted = note(entry, now, {
    what: 'canceled',
    targets: waiting,
    said: `by ${by}${why ? `: ${why}` : ''}`,
  });
  // Counted like a try, so that what somebody decided before, delivered once more, no longer holds.
  return heedCancel({ ...noted, tries: entry.tries + 1, canceled: { by, at: now } });
}

/** Ends what waits of a request that was called off. */
export const heedCancel = (entry: Entry): Entry =>
  entry.canceled
    ? {
        ...entry,
        targets: mapTargets(entry, (state, target) =>
          state.state === 'waiting'
            ? { state: 'done', outcomes: [state.undecided ?? calledOff(target, entry.canceled?.by ?? '')] }
            : state,
        ),
      }
    : entry;

const calledOff = (target: string, by: string) =>
  notSent(target, { code: CANCELED, reason: `called off by ${by}; nothing was sent` });

/** Whether somebody had a target called off, before it was sent or in the cloud. */
export const wasCalledOff = ({ history = [] }: Entry, target: string): boolean =>
  history.some(({ what, targets }) => what === 'canceled' && (targets?.includes(target) ?? true));
