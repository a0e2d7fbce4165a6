import type { Policy } from '../../policy/policy.ts';
import { redactText } from '../../values/redact.ts';
import type { Fleets } from '../fleet.ts';
import { answered } from './answered.ts';
import type { DecisionMessage } from './decision-message.ts';
import { type FleetHead, newFleet } from './fleet-head.ts';
import { whyForbidden } from './forbids.ts';
import type { Came, Heeded } from './heed.ts';
import type { Store } from './store.ts';

const TRIES = 8;

/** Notes that somebody wants a plan of a fleet; steering makes it. A plan that is awaited already is theirs too. Throws `PlatformUnavailable`. */
export async function askForPlan(
  {
    by,
    at,
    message: { fleet: name, reason },
  }: Came & { message: Extract<DecisionMessage, { verb: 'plan' }> },
  { store, policy, fleets }: { store: Store; policy: Policy | undefined; fleets: Fleets },
): Promise<Heeded> {
  const fleet = Object.hasOwn(fleets, name) ? fleets[name] : undefined;
  if (!fleet)
    return { refused: `there is no fleet ${name}, but ${Object.keys(fleets).join(', ') || 'none'}` };
  const forbidden = whyForbidden(policy, by, 'plan', name, Object.keys(fleet.waves));
  const because = reason === undefined ? {} : { because: redactText(reason) };
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { doc, version } = (await store.fleets([name])).get(name) ?? { doc: newFleet(name), version: 0 };
    const isKnown = doc.asked !== undefined || (doc.planned?.asked_at ?? 0) >= at;
    if (forbidden !== undefined) {
      const asked: FleetHead = { ...doc, asked: { by, at } };
      const isSaid =
        isKnown ||
        (await answered({ doc: asked, version }, { is: 'refused', reason: forbidden }, { store }, at));
      if (isSaid) return { refused: forbidden };
    } else if (isKnown || (await store.putFleet({ ...doc, asked: { by, at, ...because } }, version))) {
      return { done: true };
    }
  }
  throw new Error(`the head of fleet ${name} was written by others again and again`);
}
