import type { Given } from '../settings/settings.ts';
import { Misconfigured } from '../terms/errors.ts';
import type { Trigger } from '../terms/report.ts';

/**
 * Whether what a message says of its origin is believed: a role of our own sent it, and `OWN_SENDERS` lets that role bring what came so.
 * Behind a role's id stands what it may bring: `webhook`, `fleet`, or `resumed`, which is what the ledger holds already, whoever
 * brought that. Nothing behind it: everything but what a fleet releases.
 */
export function mayBring(
  principal: string | undefined,
  trigger: Trigger,
  resumed: boolean | undefined,
  given: Given,
): boolean {
  // The pipeline tells what is wrong with the configuration, and runs nothing.
  if (given instanceof Misconfigured) return false;
  const { OWN_SENDERS, deployed } = given;
  if (!OWN_SENDERS) return !deployed;
  const brings = OWN_SENDERS.split(',').flatMap((one) => {
    const [role, brought] = one.split(':');
    return role === principal ? [brought] : [];
  });
  return brings.some((one) =>
    one === undefined ? trigger !== 'fleet' : one === (resumed ? 'resumed' : trigger),
  );
}
