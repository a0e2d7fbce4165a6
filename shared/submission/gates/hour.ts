import { forbidden, type Gate, GO, waitUntil } from './gate.ts';

/** The hour has room for the targets. What comes new and finds none is forbidden; what the ledger holds waits for some. */
export const hour: Gate = {
  at: ['arrived', 'checked'],
  needs: 'hour',
  ask: ({ hour }) => {
    if (hour?.room_at === undefined) return GO;
    const { rule, limit, room_at, new_from } = hour;
    const because = `rule ${rule}, field max_targets_per_hour: ${limit} were sent within the hour`;
    return new_from === undefined ? waitUntil(room_at, because) : forbidden(`${new_from}: ${because}`);
  },
};
