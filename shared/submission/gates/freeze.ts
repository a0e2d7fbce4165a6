import { utc } from '../../values/time/instant.ts';
import { lastMoment } from './ends-by.ts';
import { BY_CLOCK, expired, type Gate, GO, waitUntil } from './gate.ts';

/** No freeze of the calendar holds while it is sent and worked on. It costs no read, and time alone may shut it. */
export const freeze: Gate = {
  at: [...BY_CLOCK, 'checked', 'claimed', 'rehearsed'],
  needs: 'freeze',
  ask: ({ freeze, ...clock }) => {
    if (!freeze) return GO;
    const { because, free_at } = freeze;
    if (free_at === 'never') return expired(`${because}; nothing was sent`, 'frozen');
    const last = lastMoment(clock);
    return free_at > last
      ? expired(`${because}; it may be sent until ${utc(last)} only; nothing was sent`, 'frozen')
      : waitUntil(free_at, because, 'frozen');
  },
};
