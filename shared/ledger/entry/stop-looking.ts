import type { Settings } from '../../settings/settings.ts';
import { unknown } from '../../terms/outcome.ts';
import { type Entry, mapTargets } from './entry.ts';

/**
 * Ends the search for targets of which the cloud could not be asked long past the time of looking, and why: a person has to
 * look. What it was asked about in time is judged by what it shows.
 */
export const stopLooking = (
  entry: Entry,
  now: number,
  { look_for_ms, follow_grace_ms }: Settings['TIMING'],
  why: string,
): Entry => ({
  ...entry,
  targets: mapTargets(entry, (state, target) => {
    if (state.state !== 'unknown' || now < state.until + look_for_ms + follow_grace_ms) return state;
    const outcome = unknown(target, {
      code: state.outcome.code,
      reason: `${state.outcome.reason}; the cloud could not be asked what became of it: ${why}`,
      hint: 'look in the console before sending it again',
    });
    return { state: 'done', outcomes: [outcome] };
  }),
});
