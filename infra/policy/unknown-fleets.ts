import type { Fleets } from '../../shared/fleet/fleet.ts';
import type { Policy, Rule } from '../../shared/policy/policy.ts';
import { fits } from '../../shared/values/glob.ts';
import { nearestText } from '../../shared/values/nearest-text.ts';

const FLEET = 'fleet:';

/** Where rules name fleets or waves that there are not, which is right and perhaps not meant, a line each. */
export function unknownFleets(policy: Policy, fleets: Fleets): string[] {
  const names = Object.keys(fleets);
  const waves = Object.entries(fleets).flatMap(([fleet, one]) =>
    Object.keys(one.waves).map((wave) => `${fleet}/${wave}`),
  );
  return Object.entries(policy).flatMap(([rule, given]) =>
    [
      ...given.from
        .filter((caller) => caller.startsWith(FLEET))
        .flatMap((caller) => unmet(`from: ${caller}`, caller.slice(FLEET.length), names)),
      ...DECISIONS.flatMap((verb) =>
        (given[verb] ?? []).flatMap((pattern) => unmet(`${verb}: ${pattern}`, pattern, waves)),
      ),
    ].map((what) => `policy.yml: ${rule}: ${what}`),
  );
}

const DECISIONS = ['plan', 'approve', 'steer', 'stop', 'gate'] as const satisfies readonly (keyof Rule)[];

function unmet(said: string, pattern: string, known: readonly string[]): string[] {
  if (known.some((one) => fits(pattern, one))) return [];
  const meant = nearestText(pattern, known);
  return [`${said}: there is none in fleets.yml${meant ? `; did you mean ${meant}?` : ''}`];
}
