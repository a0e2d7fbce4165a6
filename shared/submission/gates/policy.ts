import { forbidden, type Gate, GO } from './gate.ts';

/** Today's policy lets whoever brought it have it sent. */
export const policy: Gate = {
  at: ['arrived', 'checked'],
  needs: 'permission',
  ask: ({ permission }) => (permission?.forbidden !== undefined ? forbidden(permission.forbidden) : GO),
};
