import type { Policy } from '../../policy/policy.ts';
import { fits } from '../../values/glob.ts';
import type { Ruled } from '../rollout/decision.ts';

/** Under which rules decisions about fleets fall. */
export type Directing = Ruled | 'plan';

/** Why the policy does not let somebody (`queue:<SenderId>`) decide something about waves of a fleet; undefined where it does. */
export function whyForbidden(
  policy: Policy | undefined,
  by: string,
  rule: Directing,
  fleet: string,
  waves: readonly string[],
): string | undefined {
  if (!policy) return undefined;
  const own = Object.values(policy).filter(({ from }) => from.some((pattern) => fits(pattern, by)));
  const patterns = own.flatMap((one) => one[rule] ?? []);
  const missing = waves.find((wave) => !patterns.some((pattern) => fits(pattern, `${fleet}/${wave}`)));
  return missing === undefined ? undefined : `${by}: no rule lets them ${rule} ${fleet}/${missing}`;
}
