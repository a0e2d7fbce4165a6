import type { RolloutHead } from '../fleet/rollout/rollout.ts';
import { type TakeBack, takeBack } from '../fleet/rollout/take-back.ts';
import type { RolloutTarget } from '../fleet/rollout/target.ts';
import type { Operation } from '../terms/operation.ts';
import { howMany } from '../values/how-many.ts';
import { type CommandLine, invokeWith } from './command-line.ts';

/** How a target is taken back; *proposed*: it did not end as planned. Or why it is not. */
export type WayBack =
  | { readonly command: CommandLine; readonly proposed: boolean }
  | { readonly not: string };

/** What can be taken back of a halted rollout, and by which commands. A person runs them, or nobody does. */
export interface TakingBack {
  /** By the ids of targets. */
  readonly each: ReadonlyMap<string, WayBack>;
  /** What to know before running one, a sentence each. */
  readonly first: readonly string[];
  /** Why others are not taken back, and how many, a sentence each. */
  readonly not: readonly string[];
}

/** What can be taken back of some of its targets; undefined where there is nothing to say, as of every rollout that is not halted. */
export function takingBack(
  rows: readonly RolloutTarget[],
  head: RolloutHead,
  operations: readonly Operation[],
): TakingBack | undefined {
  const found = rows.flatMap((row) => {
    const back = takeBack(row, head, operations);
    return back ? [{ row, back }] : [];
  });
  if (found.length === 0) return undefined;
  const whys = found.flatMap(({ back }) => ('not' in back ? [back.not] : []));
  return {
    each: new Map(found.map(({ row, back }) => [row.target, wayBack(row, head, back)])),
    first: [...new Set(found.flatMap(({ back }) => ('by' in back ? [back.by] : [])))].flatMap(firstOf),
    not: [...Map.groupBy(whys, (why) => why)].map(
      ([why, { length }]) => `${why} (${howMany(length, 'target')})`,
    ),
  };
}

const wayBack = (row: RolloutTarget, head: RolloutHead, back: TakeBack): WayBack =>
  'not' in back ? back : { command: commandFor(row, head, back.by, back.intent), proposed: back.proposed };

/** The same command twice sends once: its request_id is made of the target's try. */
const commandFor = (
  { region, project, seq, attempt }: RolloutTarget,
  { id }: RolloutHead,
  { name }: Operation,
  intent: object,
): CommandLine =>
  invokeWith(name, { ...intent, region, project_id: project, request_id: `${id}-${seq}-${attempt}-back` });

function firstOf({ name, effect, ruledFor = [], takesBack }: Operation): string[] {
  const doors = ruledFor.length > 0 ? `; by ${ruledFor.join(' or ')} only under such a rule` : '';
  return [
    `${name} ${effect}. Nothing sends it but you.`,
    `Where a policy is set, a rule has to name ${name} and whoever sends it${doors}.`,
    ...(takesBack?.first ?? []),
  ];
}
