import { howMany } from '../../values/how-many.ts';
import { openDigest } from '../plan/digest.ts';
import type { Finished } from '../plan/finish.ts';
import { openUntried } from '../plan/untried.ts';
import type { RolloutHead, RolloutWave } from '../rollout/rollout.ts';
import { numbered, told } from '../rollout/state.ts';
import type { RolloutTarget } from '../rollout/target.ts';
import { answered } from './answered.ts';
import type { Making } from './begin-plan.ts';
import type { Context } from './context.ts';

/** Refuses the plan of a rollout, and says so. Throws `PlatformUnavailable`. */
export async function refuse(
  { standing, head: { doc, version } }: Making,
  code: string,
  reason: string,
  context: Context,
  now: number,
): Promise<void> {
  const why = { code, reason };
  const refused: RolloutHead = { ...doc, state: 'refused', why, planned_at: now };
  const after =
    code === 'nothing' ? refused : told(refused, 'refused', `${doc.fleet}: no plan: ${reason}`, now);
  const isOver = doc.state === 'refused';
  if (!isOver && !(await context.store.putHead(numbered(doc, after), now, version))) return;
  const is = code === 'nothing' ? 'nothing' : 'refused';
  await answered(standing, { is, rollout: doc.id, reason }, context, now);
}

/** Proposes a plan whose last page is written, in place of the one that stood open; or keeps that, or says why there is none. */
export async function proposeOr(
  making: Making,
  finished: Finished,
  context: Context,
  now: number,
): Promise<void> {
  if (finished.is !== 'proposed') {
    const code = finished.is === 'nothing' ? 'nothing' : finished.code;
    return refuse(making, code, finished.reason, context, now);
  }
  const { standing, head } = making;
  if (head.doc.state !== 'planning') {
    // An earlier run wrote the head and not that of the fleet.
    const { id, hash, state } = head.doc;
    await answered(
      standing,
      state === 'superseded'
        ? same(head.doc)
        : { is: 'proposed', rollout: id, ...(hash !== undefined && { hash }) },
      context,
      now,
    );
    return;
  }
  const hash = await digested(making, finished.waves, context);
  if (hash === undefined) {
    return refuse(
      making,
      'disturbed',
      'the survey changed rows while it was planned: ask again',
      context,
      now,
    );
  }
  const open = await openPlans(making, context);
  const known = open.find(({ doc }) => doc.hash === hash && now < (doc.good_until ?? now + 1));
  const after = known
    ? repeated(head.doc, hash, known.doc, now)
    : proposed(head.doc, finished.waves, hash, making.planning.state, now);
  if (!known) await supersede(open, head.doc.id, context, now);
  if (!(await context.store.putHead(numbered(head.doc, after), now, head.version))) return;
  await answered(standing, known ? same(after) : { is: 'proposed', rollout: after.id, hash }, context, now);
}

const same = ({ why, hash, id }: RolloutHead) => ({
  is: 'same' as const,
  rollout: why?.code === SAME ? why.reason.slice(SAME_AS.length) : id,
  ...(hash !== undefined && { hash }),
});

const SAME = 'same';
const SAME_AS = 'the same plan as ';

/** Of a plan that is the one which stands open already. */
const repeated = (head: RolloutHead, hash: string, { id }: RolloutHead, now: number): RolloutHead => ({
  ...head,
  state: 'superseded',
  hash,
  planned_at: now,
  why: { code: SAME, reason: `${SAME_AS}${id}` },
});

function proposed(
  head: RolloutHead,
  waves: readonly RolloutWave[],
  hash: string,
  { planned, backups = 0, left_out }: Making['planning']['state'],
  now: number,
): RolloutHead {
  const words = `plan ${hash.slice(0, 16)} of ${head.fleet}: ${howMany(planned, 'target')} in ${howMany(waves.length, 'wave')}, ${left_out} left out${backups > 0 ? `; ${howMany(backups, 'backup')} made before, each of which is billed` : ''}`;
  return told({ ...head, state: 'proposed', hash, planned_at: now, waves }, 'plan_proposed', words, now);
}

/** The hash of what is written, which is read once more, wave by wave; undefined where that is not what was planned. */
async function digested(
  { head: { doc: head }, planning: { state } }: Making,
  waves: readonly RolloutWave[],
  { store }: Context,
): Promise<string | undefined> {
  const digest = openDigest({ name: head.fleet, fleet: head.spec, calendar: head.calendar, waves });
  const untried = openUntried();
  let [targets, left] = [0, 0];
  for await (const rows of store.targets(head.id)) {
    const marked = untried(rows) as RolloutTarget[];
    if (marked.length > 0) await store.putPlanned(head, marked, { from: 0, out: [] });
    digest.add(rows, []);
    targets += rows.length;
  }
  for await (const out of store.leftOut(head.id)) {
    digest.add([], out);
    left += out.length;
  }
  return targets === state.planned && left === state.left_out ? digest.hex() : undefined;
}

/** The fleet's plans that stand open and of which nothing has started. */
async function openPlans({ standing, head }: Making, { store }: Context) {
  const others = standing.doc.rollouts.filter(({ id }) => id !== head.doc.id);
  const read = await Promise.all(others.map(({ id }) => store.head(id)));
  return read
    .filter((one) => one !== undefined && isOpenPlan(one.doc))
    .map((one) => one as NonNullable<typeof one>);
}

const isOpenPlan = ({ state, in_flight }: RolloutHead): boolean =>
  (state === 'proposed' || state === 'approved') && in_flight.length === 0;

/** Whoever reserves or approves at the same moment is either seen here, or finds the head changed. */
async function supersede(
  open: Awaited<ReturnType<typeof openPlans>>,
  by: string,
  { store }: Context,
  now: number,
): Promise<void> {
  for (const { doc, version } of open) {
    const why = { code: 'superseded', reason: `${by} is newer` };
    const after: RolloutHead = { ...doc, state: 'superseded', why, clearing: '' };
    await store.putHead(numbered(doc, after), now, version);
  }
}
