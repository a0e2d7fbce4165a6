import { BY_CLOCK, expired, type Gate, GO, waitUntil } from './gate.ts';

/** The window that the intent names is open, for long enough. */
export const window: Gate = {
  at: [...BY_CLOCK, 'checked', 'claimed', 'rehearsed'],
  needs: 'opening',
  ask: ({ now, opening }) => {
    if (!opening) return GO;
    const { because, fits_at } = opening;
    if (fits_at === 'never') return expired(`${because}; nothing was sent`, 'window_closed');
    return fits_at > now ? waitUntil(fits_at, because, 'window_closed') : GO;
  },
};
