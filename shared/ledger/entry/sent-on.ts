import type { Entry } from './entry.ts';

/** The code of a target that goes on in a part of its request, which has an entry of its own. */
export const SENT_ON = 'sent_on';

/** Whether a request was sent on in parts: nothing is ever sent under its own id. */
export const isSentOn = ({ targets }: Entry): boolean =>
  Object.values(targets).every(
    (state) => state.state === 'done' && state.outcomes.every(({ code }) => code === SENT_ON),
  );
