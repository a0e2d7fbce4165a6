import { freezesIn } from '../../calendar/in-place.ts';
import { openingAt } from '../../calendar/opening.ts';
import { DAY } from '../../values/time/units.ts';
import type { Gate } from '../fleet.ts';
import type { RolloutHead, RolloutWave } from '../rollout/rollout.ts';
import type { LeftOut, Planned } from '../rollout/target.ts';
import { windowsOf } from './windows.ts';

/** A wave of a plan for people. */
export interface ShownWave
  extends Pick<RolloutWave, 'name' | 'size' | 'at_once' | 'ramp' | 'stop_after' | 'enough'> {
  readonly bake_ms: number;
  readonly gate?: Gate;
  readonly windows: readonly string[];
  /** When the first of its targets may start if nothing is before it, epoch ms, and in which region; absent where none ever may. */
  readonly opens?: { readonly at: number; readonly region: string };
  /** How many must approve it; 0 for nobody. */
  readonly needs: number;
  readonly untried: number;
}

/** What some targets get alike; `since` are the longest and the shortest time for which it has been offered (epoch ms). */
export interface ShownStep {
  readonly operation: string;
  readonly engine?: string;
  readonly from: string;
  readonly to: string;
  readonly targets: number;
  readonly since?: { readonly first: number; readonly last: number };
}

/** What changed since another plan of the fleet, by the ids of targets. */
export interface ShownChanges {
  readonly selected_before: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The same targets, which get something else. */
  readonly otherwise: readonly string[];
}

/** A plan for people. Times in epoch ms. */
export interface ShownPlan
  extends Pick<RolloutHead, 'id' | 'fleet' | 'state' | 'planned_at' | 'good_until' | 'hash'> {
  readonly targets: number;
  readonly waves: readonly ShownWave[];
  readonly steps: readonly ShownStep[];
  readonly left_out: readonly { readonly code: string; readonly targets: readonly LeftOut[] }[];
  readonly changes?: ShownChanges;
  readonly without_owner: number;
  /** How many instances are backed up before their work, each time that a target of theirs has its turn. */
  readonly backups: number;
  /** The most targets of one group, which start one after another. */
  readonly longest_group?: { readonly group: string; readonly targets: number };
}

/** The targets of a plan and what it leaves out. */
export interface Listed {
  readonly targets: readonly Planned[];
  readonly left_out: readonly LeftOut[];
}

/** What a person sees of a plan before it is approved, at a time (epoch ms), beside the plan before it where there is one. */
export function shownPlan(
  head: RolloutHead,
  { targets, left_out }: Listed,
  before: Pick<Listed, 'targets'> | undefined,
  now: number,
): ShownPlan {
  const { id, fleet, state, planned_at, good_until, hash } = head;
  const longest = longestGroup(targets);
  return {
    id,
    fleet,
    state,
    ...(planned_at !== undefined && { planned_at }),
    ...(good_until !== undefined && { good_until }),
    ...(hash !== undefined && { hash }),
    targets: targets.length,
    waves: head.waves.map((wave, index) =>
      shownWave(
        wave,
        targets.filter((one) => one.wave === index),
        head,
        now,
      ),
    ),
    steps: stepsOf(targets),
    left_out: [...Map.groupBy(left_out, ({ code }) => code)].map(([code, some]) => ({ code, targets: some })),
    ...(before && { changes: changesSince(before.targets, targets) }),
    backups: targets.filter(({ backup }) => backup).length,
    without_owner: targets.filter(({ owner }) => owner === undefined).length,
    ...(longest && { longest_group: longest }),
  };
}

function shownWave(
  { name, size, at_once, ramp, stop_after, enough, bake_ms, gate, needs_approval }: RolloutWave,
  targets: readonly Planned[],
  { calendar, spec }: RolloutHead,
  now: number,
): ShownWave {
  const kinds = new Map(
    targets.map((one) => [JSON.stringify([one.region, one.project, one.windows, one.own_window]), one]),
  );
  const openings = [...kinds.values()].flatMap((target) => {
    const at = opensAt(target, calendar, now);
    return at === undefined ? [] : [{ at, region: target.region }];
  });
  const [opens] = openings.sort((one, other) => one.at - other.at);
  return {
    name,
    size,
    at_once,
    ramp,
    stop_after,
    enough,
    bake_ms,
    ...(gate && { gate }),
    windows: [...new Set(targets.flatMap(({ windows }) => windows))],
    ...(opens && { opens }),
    needs: needs_approval ? spec.approval.needs : 0,
    untried: targets.filter(({ untried }) => untried).length,
  };
}

/** How far freezes are looked for. */
const AHEAD = 400 * DAY;

function opensAt(target: Planned, calendar: RolloutHead['calendar'], now: number): number | undefined {
  const frozen = freezesIn(calendar, target, now, now + AHEAD);
  let at = now;
  // Every round passes a freeze or comes to an opening.
  for (let round = 0; round <= 2 * frozen.length + 1; round += 1) {
    const { open, next } = openingAt(windowsOf(target, calendar), [], at);
    if (!open) {
      if (typeof next !== 'number') return undefined;
      at = next;
    }
    const freeze = frozen.find(({ from, to }) => from <= at && at < to);
    if (!freeze) return at;
    at = freeze.to;
  }
  return undefined;
}

const stepsOf = (targets: readonly Planned[]): ShownStep[] =>
  [
    ...Map.groupBy(targets, ({ operation, engine, from, to }) =>
      JSON.stringify([operation, engine, from, to]),
    ).values(),
  ]
    .flatMap((some): ShownStep[] => {
      const [one] = some;
      if (!one) return [];
      const { operation, engine, from, to } = one;
      const times = some.flatMap(({ since }) => since ?? []);
      return [
        {
          operation,
          ...(engine !== undefined && { engine }),
          from,
          to,
          targets: some.length,
          ...(times.length > 0 && { since: { first: Math.min(...times), last: Math.max(...times) } }),
        },
      ];
    })
    .sort((one, other) => other.targets - one.targets);

const keyOf = ({ operation, target }: Planned): string => `${operation} ${target}`;

/** What a plan brings otherwise than another one. */
export function changesSince(before: readonly Planned[], targets: readonly Planned[]): ShownChanges {
  const [old, now] = [new Map(before.map((one) => [keyOf(one), one])), new Set(targets.map(keyOf))];
  const known = targets.flatMap((one) => {
    const was = old.get(keyOf(one));
    return was
      ? [{ target: one.target, same: was.from === one.from && was.to === one.to && was.wave === one.wave }]
      : [];
  });
  return {
    selected_before: before.length,
    added: targets.filter((one) => !old.has(keyOf(one))).map(({ target }) => target),
    removed: before.filter((one) => !now.has(keyOf(one))).map(({ target }) => target),
    otherwise: known.filter(({ same }) => !same).map(({ target }) => target),
  };
}

/** One target alone in its group waits for nobody. */
function longestGroup(targets: readonly Planned[]): ShownPlan['longest_group'] {
  const counts = new Map<string, number>();
  for (const { groups } of targets)
    for (const group of groups) counts.set(group, (counts.get(group) ?? 0) + 1);
  const longest = Math.max(1, ...counts.values());
  const [found] = [...counts].filter(([, count]) => count === longest && longest > 1);
  return found && { group: found[0], targets: found[1] };
}
