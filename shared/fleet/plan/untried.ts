import type { Planned } from '../rollout/target.ts';

/**
 * Marks targets whose operation, engine and version no wave before has; gives those that it has marked. It must see every target,
 * wave by wave.
 */
export function openUntried(): (targets: readonly Planned[]) => Planned[] {
  const first = new Map<string, number>();
  return (targets) =>
    targets.flatMap((target) => {
      const { operation, engine, to, wave, untried } = target;
      const key = JSON.stringify([operation, engine, to]);
      const since = first.get(key) ?? wave;
      first.set(key, since);
      return since < wave || untried ? [] : [{ ...target, untried: true as const }];
    });
}
