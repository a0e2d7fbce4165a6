import { rolloutKey } from '../../terms/release.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import { iso } from '../../values/time/instant.ts';
import { MINUTE } from '../../values/time/units.ts';
import type { Fleet } from '../fleet.ts';
import { emptyPlan, type PlanState } from '../plan/plan-page.ts';
import { type RolloutHead, SCHEMA } from '../rollout/rollout.ts';
import type { Context } from './context.ts';
import type { FleetHead } from './fleet-head.ts';
import { elsewhereOf } from './plan-facts.ts';
import { expiryOf, type Standing } from './store.ts';

/** How far a plan is that is being made: behind which row of which of its surveys it goes on. */
export interface Planning {
  readonly began_at: number;
  readonly state: PlanState;
  readonly survey: number;
  readonly behind?: string;
  /** No plan of the fleet was ever approved when it began. */
  readonly first: boolean;
  /** What other open rollouts had at work or ended badly when it began. */
  readonly elsewhere: readonly string[];
}

/** Under which it stands. */
export const planningKey = (rollout: string) => ({ pk: rolloutKey(rollout), sk: 'planning' });

/** So many rollouts of a fleet are known by their ids. */
const REMEMBERED = 20;

/** Opens a rollout for the plan of a fleet, and notes what approved plans have listed. Throws `PlatformUnavailable`. */
export async function beginPlan(
  { doc, version }: Standing<FleetHead>,
  heads: readonly RolloutHead[],
  fleet: Fleet,
  context: Context,
  now: number,
): Promise<Standing<FleetHead> | undefined> {
  const { store } = context;
  if (!doc.asked) return undefined;
  const rollouts = await noted(doc, heads, context);
  const approved = doc.approved ?? rollouts.some(({ listed }) => listed);
  const id = rolloutId(doc.fleet, now);
  const head: RolloutHead = {
    schema: SCHEMA,
    id,
    fleet: doc.fleet,
    state: 'planning',
    decision: 0,
    asked: doc.asked,
    spec: fleet,
    calendar: {
      windows: context.calendar.windows,
      freezes: context.calendar.freezes,
      never_together: context.calendar.never_together,
    },
    waves: [],
    approvals: [],
    in_flight: [],
    kept: [],
    holds: {},
    silences: 0,
    outbox: [],
  };
  const planning: Planning = {
    began_at: now,
    state: emptyPlan(fleet),
    survey: 0,
    first: !approved,
    elsewhere: await elsewhereOf(await openOf(context), context),
  };
  await store.putHead(head, undefined, 0);
  await store.put(planningKey(id), planning, 0, expiryOf(head));
  const { waits: _, ...rest } = doc;
  const after: FleetHead = {
    ...rest,
    planning: id,
    rollouts: [...rollouts, { id }].slice(-REMEMBERED),
    ...(approved && { approved: true }),
  };
  return (await store.putFleet(after, version)) ? { doc: after, version: version + 1 } : undefined;
}

/** The fleet, the second, and what no other of that second has. */
function rolloutId(fleet: string, now: number): string {
  const second = iso(now).slice(0, 19).replaceAll(/[-:]/g, '');
  const random = nodeCrypto().randomBytes(4).toString('hex');
  return `${fleet}-${second}-${random}`;
}

/** Notes the targets of plans that were approved since the last plan. */
async function noted(
  { fleet, rollouts }: FleetHead,
  heads: readonly RolloutHead[],
  { store }: Context,
): Promise<FleetHead['rollouts']> {
  const noted: FleetHead['rollouts'][number][] = [];
  for (const one of rollouts) {
    const head = heads.find(({ id }) => id === one.id);
    const isApproved = head !== undefined && head.approvals.length > 0;
    if (!one.listed && isApproved) {
      for await (const rows of store.targets(one.id)) await store.list(fleet, rows);
      for await (const rows of store.leftOut(one.id)) {
        await store.list(
          fleet,
          rows.filter(({ code }) => code === 'new'),
        );
      }
    }
    noted.push(isApproved ? { ...one, listed: true } : one);
  }
  return noted;
}

/** Every rollout that is not over yet: each is due before long. */
async function openOf({ store }: Context): Promise<RolloutHead[]> {
  const due = await store.due(Number.MAX_SAFE_INTEGER, MOST_OPEN);
  return due.length > 0 ? store.heads(due.map(({ id }) => id)) : [];
}

const MOST_OPEN = 1000;

/** A plan is refused that takes longer. */
export const LONGEST_PLANNING = 60 * MINUTE;

/** A plan while a run makes it. */
export interface Making {
  readonly standing: Standing<FleetHead>;
  readonly head: Standing<RolloutHead>;
  readonly planning: Planning;
}
