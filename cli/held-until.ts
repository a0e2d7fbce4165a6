import { refuseUntimely } from '../shared/submission/steps/check-due.ts';
import { Held } from '../shared/terms/errors.ts';
import type { Intent } from '../shared/terms/intent.ts';
import type { Operation } from '../shared/terms/operation.ts';

/** When an intent's time comes, epoch ms; undefined once it has. Throws `Expired` when it is over. */
export function heldUntil(operation: Operation, intent: Intent): number | undefined {
  try {
    refuseUntimely(operation, intent);
    return undefined;
  } catch (error) {
    if (error instanceof Held) return error.next_try;
    throw error;
  }
}
