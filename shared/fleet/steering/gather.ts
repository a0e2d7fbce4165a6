import type { Entry } from '../../ledger/entry/entry.ts';
import { requestKey } from '../../ledger/keys.ts';
import { releaseId } from '../../terms/release.ts';
import { holdOf } from '../holds.ts';
import { lastRelease } from '../rollout/backup.ts';
import type { CandidatePage, Facts } from '../rollout/facts.ts';
import { isGap } from '../rollout/flights.ts';
import { endOf, type ReleaseEnd } from '../rollout/release-end.ts';
import type { RolloutHead } from '../rollout/rollout.ts';
import { isOver } from '../rollout/state.ts';
import { currentWave } from '../rollout/tally.ts';
import { type RolloutTarget, targetKey, waveKeys } from '../rollout/target.ts';
import type { TargetRow } from '../survey/rows.ts';
import { heardOf } from './asks.ts';
import { type Context, pausedBy, workOf } from './context.ts';
import { closedForGood, fitting } from './fitting.ts';
import { foreseenOf } from './foreseen.ts';
import { liftedBy } from './permission.ts';
import { awayAmong, shownOf } from './shown.ts';
import type { Lock, Standing } from './store.ts';

/** What was read for a step, and the versions that its writes must find. */
export interface Gathered {
  readonly facts: Facts;
  readonly rows: ReadonlyMap<string, number>;
  readonly locks: ReadonlyMap<string, number>;
}

/** Reads what a step of a rollout goes by, behind its head. Throws `PlatformUnavailable`. */
export async function gather(head: RolloutHead, context: Context, now: number): Promise<Gathered> {
  const { store, calendar } = context;
  const { in_flight, kept, directed = [], id } = head;
  const named = [...in_flight, ...kept, ...directed].map(({ sk }) => sk);
  const read = named.length > 0 ? await store.rows(id, named) : [];
  const rows = new Map(read.map((one) => [targetKey(one.doc), one]));
  const ends = await endsOf(head, rows, context);
  const { page, standing } = await pageOf(head, context);
  const gaps = in_flight.flatMap((flight) => {
    const row = rows.get(flight.sk)?.doc;
    return row && isGap({ flight, row }) ? [row] : [];
  });
  const candidates = [...(page?.rows ?? []), ...gaps];
  const { locks, taken } = await locksOf(head, candidates, context);
  const [shown, behind, heard, foreseen] = await Promise.all([
    shownOf(candidates, context),
    isBehind(head, context),
    heardOf(head, rows, context, now),
    foreseenOf(head, context, now),
  ]);
  return {
    facts: {
      rows: new Map([...rows].map(([sk, { doc }]) => [sk, doc])),
      ends,
      page,
      away: awayAmong(head, shown, context, now),
      void_holds: new Set(shown.flatMap(([row, { of }]) => (isVoid(of, head, now) ? [targetKey(row)] : []))),
      taken,
      ...heard,
      behind,
      foreseen,
      closed_for_good: closedForGood(head, calendar),
      paused: (operation) => pausedBy(context, operation),
      fit: fitting(
        head,
        calendar,
        { lasts: (target) => workOf(context, target), lifted: liftedBy(context, head, now) },
        now,
      ),
      lasts: (target) => workOf(context, target),
      starts: (operation) => context.operations.get(operation)?.bring?.starts,
      backUp: (operation) => context.operations.get(operation)?.operation.backUp,
    },
    rows: new Map([...standing, ...rows.values()].map(({ doc, version }) => [targetKey(doc), version])),
    locks,
  };
}

/** What the ledger says of every release in flight. */
async function endsOf(
  { id, in_flight }: RolloutHead,
  rows: ReadonlyMap<string, Standing<RolloutTarget>>,
  { ledger }: Context,
): Promise<Map<string, ReleaseEnd | 'open' | 'none'>> {
  const asked = in_flight.flatMap(({ sk, seq, attempt }) => {
    const row = rows.get(sk)?.doc;
    if (!row) return [];
    const { operation, project, target, stage } = lastRelease(row);
    const request_id = releaseId({ rollout: id, seq, attempt, stage });
    return [{ sk, target, pk: requestKey(operation, project, request_id) }];
  });
  if (asked.length === 0) return new Map();
  const found = await ledger.getAll(asked.map(({ pk }) => pk));
  const entries = new Map(found.map(({ pk, doc }) => [pk, JSON.parse(doc) as Entry]));
  return new Map(
    asked.map(({ sk, target, pk }) => {
      const entry = entries.get(pk);
      return [sk, entry ? (endOf(entry, target) ?? 'open') : 'none'];
    }),
  );
}

/** How many rows are read at a time, how many waiting ones are looked for, and how often at most. */
const ROWS = 100;
const LEAST = 10;
const SLICES = 5;
/** Of a rollout that is over, so many are marked as left at a time. */
const CLEARED = 100;

/** The next waiting rows: of the wave under way, or of all where the rollout is over. */
async function pageOf(
  head: RolloutHead,
  { store }: Context,
): Promise<{ page?: CandidatePage; standing: readonly Standing<RolloutTarget>[] }> {
  const over = isOver(head);
  const wave = currentWave(head);
  const current = head.waves[wave];
  if (over ? head.clearing === undefined : current?.state !== 'open' && current?.state !== 'pending') {
    return { standing: [] };
  }
  const cursor = over ? head.clearing || undefined : current?.cursor;
  const begins = over ? 't#' : waveKeys(wave);
  const wanted = over ? CLEARED : Math.max(LEAST, 3 * (current?.at_once ?? 1));
  const found: Standing<RolloutTarget>[] = [];
  let behind = cursor;
  for (let slices = 0; ; slices += 1) {
    const { rows, last } = await store.slice(head.id, begins, { behind, most: Math.min(ROWS, wanted * 2) });
    const end = rows.at(-1);
    if (end) behind = targetKey(end.doc);
    found.push(...rows.filter(({ doc }) => doc.state === 'waiting'));
    const isEnough = found.length >= wanted || slices + 1 >= SLICES;
    if (!last && !isEnough) continue;
    // Behind the last one that was read the next look goes on.
    if (!last && end && end !== found.at(-1)) found.push(end);
    const page = { wave, behind: over ? head.clearing : cursor, rows: found.map(({ doc }) => doc), last };
    return { page, standing: found };
  }
}

/** The locks of groups, and which groups a target of another rollout has at work. Locks are read before the heads of their holders. */
async function locksOf(
  { id }: RolloutHead,
  rows: readonly RolloutTarget[],
  { store }: Context,
): Promise<{ locks: Map<string, number>; taken: Set<string> }> {
  const groups = [...new Set(rows.flatMap((row) => row.groups))];
  const standing = groups.length > 0 ? await store.locks(groups) : new Map<string, Standing<Lock>>();
  const others = [...standing].filter(([, { doc }]) => doc.rollout !== id);
  const holders = [...new Set(others.map(([, { doc }]) => doc.rollout))];
  const heads = holders.length > 0 ? await store.heads(holders) : [];
  const isAtWork = ({ rollout, seq }: Lock) =>
    heads.some(
      (head) => head.id === rollout && [...head.in_flight, ...head.kept].some((one) => one.seq === seq),
    );
  return {
    locks: new Map(groups.map((group) => [group, standing.get(group)?.version ?? 0])),
    taken: new Set(others.flatMap(([group, { doc }]) => (isAtWork(doc) ? [group] : []))),
  };
}

const isVoid = (of: TargetRow | undefined, { spec }: RolloutHead, now: number): boolean =>
  of !== undefined && holdOf(of, spec.holds, now)?.is === 'void';

/** Whether another rollout of the fleet is under way, behind which a plan waits. */
async function isBehind({ state, fleet, id }: RolloutHead, { store }: Context): Promise<boolean> {
  if (state !== 'proposed') return false;
  const ids = (await store.fleets([fleet])).get(fleet)?.doc.rollouts.map((one) => one.id) ?? [];
  const heads = await store.heads(ids.filter((one) => one !== id));
  return heads.some((head) => ['approved', 'running', 'halted'].includes(head.state));
}
