import type { Forecast } from '../fleet/forecast/forecast.ts';
import { LOG, type RolloutHead } from '../fleet/rollout/rollout.ts';
import type { LeftOut, RolloutTarget } from '../fleet/rollout/target.ts';
import { type LogLine, openSteering, type Store } from '../fleet/steering/store.ts';
import { everyItem } from '../platform/every-page.ts';
import type { FleetTable } from '../platform/fleet-ports.ts';
import { rolloutKey } from '../terms/release.ts';
import type { TakingBack } from './taking-back.ts';

/** A rollout with all that is kept of it. */
export interface WholeRollout {
  readonly head: RolloutHead;
  readonly targets: readonly RolloutTarget[];
  readonly left_out: readonly LeftOut[];
  /** What happened and what was decided, the oldest first. */
  readonly log: readonly LogLine[];
  /** The targets of the plan before it, where nothing of this one has begun and there was one. */
  readonly before?: readonly RolloutTarget[] | undefined;
  /** What is foreseen of it, where somebody has asked. */
  readonly forecast?: Forecast | undefined;
  /** What of it can be taken back, where somebody has asked and it is halted. */
  readonly back?: TakingBack | undefined;
}

/** Whether it is a plan of which nothing has begun. */
export const isPlan = ({ state }: Pick<RolloutHead, 'state'>): boolean =>
  state === 'proposed' || state === 'approved';

/** Reads what is kept of a rollout besides its head. Throws `PlatformUnavailable`. */
export async function wholeRollout(table: FleetTable, head: RolloutHead): Promise<WholeRollout> {
  const store = openSteering(table);
  const [targets, left_out, log, before] = await Promise.all([
    all(store.targets(head.id)),
    all(store.leftOut(head.id)),
    readLog(table, head.id),
    isPlan(head) ? targetsBefore(head, store) : undefined,
  ]);
  return { head, targets, left_out, log, before };
}

/** The targets of the last plan of its fleet that was made before, and not refused. */
async function targetsBefore(head: RolloutHead, store: Store) {
  const { id, fleet } = head;
  const known = (await store.fleets([fleet])).get(fleet)?.doc.rollouts ?? [];
  const heads = await store.heads(known.map((one) => one.id).filter((one) => one !== id));
  const last = planBefore(head, heads);
  return last && all(store.targets(last.id));
}

/** Which of some rollouts had the last plan before that of another one. */
export const planBefore = (
  { id, asked }: RolloutHead,
  heads: readonly RolloutHead[],
): RolloutHead | undefined =>
  heads
    .filter((one) => one.id !== id && one.asked.at < asked.at)
    .filter(({ state }) => state !== 'planning' && state !== 'refused')
    .toSorted((one, other) => other.asked.at - one.asked.at)[0];

/** What happened to a rollout, the oldest first. Throws `PlatformUnavailable`. */
export async function readLog(table: FleetTable, rollout: string): Promise<LogLine[]> {
  const items = await everyItem((page) => table.list(rolloutKey(rollout), LOG, page));
  return items.map(({ doc }) => JSON.parse(doc) as LogLine);
}

async function all<One>(pages: AsyncIterable<readonly One[]>): Promise<One[]> {
  const found: One[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}
