import { Misconfigured } from '../terms/errors.ts';
import type { Trigger } from '../terms/report.ts';
import type { Given } from './settings.ts';

/**
 * Whether what a message says of its origin is believed: a role of our own sent it, and `OWN_SENDERS` lets that role bring what came so.
 * Behind a role's id stands what it may bring: `webhook`, `fleet`, `decision`, or `resumed`, which is what the ledger holds already,
 * whoever brought that. Nothing behind it: everything but what a fleet releases.
 */
export function mayBring(
  principal: string | undefined,
  trigger: Trigger,
  resumed: boolean | undefined,
  given: Given,
): boolean {
  const brings = broughtBy(principal, given);
  if (brings === 'all') return true;
  return brings.some((one) =>
    one === undefined ? trigger !== 'fleet' : one === (resumed ? 'resumed' : trigger),
  );
}

/** Whether a role brings decisions of webhooks; in a local stage without `OWN_SENDERS` anybody does. */
export function mayBringDecisions(principal: string | undefined, given: Given): boolean {
  const brings = broughtBy(principal, given);
  return brings === 'all' || brings.includes('decision');
}

/** What `OWN_SENDERS` has behind a role's id, as often as that stands there. */
function broughtBy(principal: string | undefined, given: Given): 'all' | readonly (string | undefined)[] {
  // The pipeline tells what is wrong with the configuration, and runs nothing.
  if (given instanceof Misconfigured) return [];
  const { OWN_SENDERS, deployed } = given;
  if (!OWN_SENDERS) return deployed ? [] : 'all';
  return OWN_SENDERS.split(',').flatMap((one) => {
    const [role, brought] = one.split(':');
    return role === principal ? [brought] : [];
  });
}
