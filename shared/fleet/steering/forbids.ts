import type { Policy } from '../../policy/policy.ts';
import { fits } from '../../values/glob.ts';
import { RULES } from '../rollout/decide.ts';
import type { Ruled } from '../rollout/decision.ts';
import type { DecisionMessage } from './decision-message.ts';

/** Under which rules decisions about fleets fall. */
export type Directing = Ruled | 'plan';

/** The rule under which a decision falls. */
export const ruleOf = (verb: DecisionMessage['verb']): Directing => (verb === 'plan' ? 'plan' : RULES[verb]);

/** Why the policy does not let somebody (`queue:<SenderId>`, `webhook:<sender>`) decide something about waves of a fleet; undefined where it does. */
export function whyForbidden(
  policy: Policy | undefined,
  by: string,
  rule: Directing,
  fleet: string,
  waves: readonly string[],
): string | undefined {
  if (!policy) return needsRule(by) ? `${by}: no rule lets them ${rule}, as no POLICY is set` : undefined;
  const patterns = patternsFor(policy, by, rule);
  const missing = waves.find((wave) => !patterns.some((pattern) => fits(pattern, `${fleet}/${wave}`)));
  return missing === undefined ? undefined : `${by}: no rule lets them ${rule} ${fleet}/${missing}`;
}

/** Whether a rule lets somebody decide something of this kind about any wave of a fleet, or of any fleet. */
export const mayDecide = (
  policy: Policy | undefined,
  by: string,
  rule: Directing,
  fleet: string | undefined,
): boolean =>
  policy
    ? patternsFor(policy, by, rule).some(
        (pattern) => fleet === undefined || fits(pattern.split('/')[0] ?? '', fleet),
      )
    : !needsRule(by);

const patternsFor = (policy: Policy, by: string, rule: Directing): string[] =>
  Object.values(policy)
    .filter(({ from }) => from.some((pattern) => fits(pattern, by)))
    .flatMap((one) => one[rule] ?? []);

/** Whoever may write to the queue of decisions was let in by name; a sender of webhooks was let in to ask for work. */
const needsRule = (by: string): boolean => by.startsWith('webhook:');
