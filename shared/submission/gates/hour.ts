import { utc } from '../../values/time/instant.ts';
import { expired, forbidden, type Gate, GO, waitUntil } from './gate.ts';

/**
 * The hour has room for the targets. What comes new and finds none is forbidden; what the ledger holds waits for some, and so does a release,
 * which is over at once where there is none in time.
 */
export const hour: Gate = {
  at: ['arrived', 'checked'],
  needs: 'hour',
  ask: ({ hour, deadline }) => {
    if (hour?.room_at === undefined) return GO;
    const { rule, limit, room_at, new_from, is_release } = hour;
    const because = `rule ${rule}, field max_targets_per_hour: ${limit} were sent within the hour`;
    if (is_release && room_at > deadline) {
      return expired(`${because}; there is room at ${utc(room_at)}; nothing was sent`, 'hour_full');
    }
    return new_from === undefined ? waitUntil(room_at, because) : forbidden(`${new_from}: ${because}`);
  },
};
