import { putOnQueue } from '../../platform/platform.ts';
import type { BusEvent } from '../../platform/ports.ts';
import type { AboutRollout } from '../../telling/events/about-rollout.ts';
import { VERSION } from '../../telling/events/kind.ts';
import { ROLLOUT_KINDS } from '../../telling/events/rollouts.ts';
import { handToBus } from '../../telling/hand-to-bus.ts';
import { carry } from '../../terms/carried.ts';
import { PlatformUnavailable } from '../../terms/errors.ts';
import { releaseId } from '../../terms/release.ts';
import { SECOND } from '../../values/time/units.ts';
import { lastRelease } from '../rollout/backup.ts';
import type { Step } from '../rollout/facts.ts';
import { perform, type Writers } from '../rollout/perform.ts';
import { type RolloutEvent, type RolloutHead, SCHEMA } from '../rollout/rollout.ts';
import { step } from '../rollout/step.ts';
import { takeBackText } from '../rollout/take-back.ts';
import { type RolloutTarget, targetKey } from '../rollout/target.ts';
import { putAlarmAsks } from './alarms.ts';
import { putAsks } from './asks.ts';
import type { Context } from './context.ts';
import { type Gathered, gather } from './gather.ts';
import { putRecalls } from './recalls.ts';
import type { Standing } from './store.ts';

/** How long one rollout may keep others waiting with its writes, ms. */
const TURN_MS = 2 * SECOND;

/** What one step came to: *behind*: another run was faster or its turn was over, and the rest is left to the next. */
export interface Steered {
  readonly sent: number;
  readonly behind: boolean;
  /** Its starts have to be foreseen anew before people can be told of them. */
  readonly stale: boolean;
  readonly head: RolloutHead;
}

/** Does the next step of a rollout at a time (epoch ms). Throws `PlatformUnavailable`; every gap that leaves is mended by the next step. */
export async function steerRollout(id: string, context: Context, now: number): Promise<Steered | undefined> {
  const read = await context.store.head(id);
  if (!read || read.doc.state === 'planning') return undefined;
  if (read.doc.schema !== SCHEMA) {
    throw new PlatformUnavailable(
      `rollout ${id} has the form ${read.doc.schema}, which this version does not know`,
    );
  }
  const standing = await told(read, context);
  if (!standing) return { sent: 0, behind: true, stale: false, head: read.doc };
  const gathered = await gather(standing.doc, context, now);
  const next = step(standing.doc, gathered.facts, now);
  const writers = writersOf(standing, next, gathered, context);
  const isDone = await perform(next, writers);
  if (isDone) {
    const rows = new Map([...gathered.facts.rows].map(([sk, doc]) => [sk, { doc, version: 0 }]));
    await putRecalls(writers.stands().doc, next.asks, gathered.facts.rows, context, now);
    await putAlarmAsks(writers.stands().doc, next.asks, context, now);
    await putAsks(writers.stands().doc, next.asks, rows, context, now);
    await writers.settle();
  }
  const stale = gathered.facts.foreseen === 'stale';
  return { sent: writers.sent(), behind: !isDone, stale, head: writers.stands().doc };
}

type Steering = Writers & {
  stands(): Standing<RolloutHead>;
  sent(): number;
  /** Has the head due when the step says, where it was not written. */
  settle(): Promise<void>;
};

function writersOf(
  standing: Standing<RolloutHead>,
  { next_at }: Step,
  gathered: Gathered,
  { store, settings }: Context,
): Steering {
  const rows = new Map(gathered.rows);
  const locks = new Map(gathered.locks);
  const { id, fleet } = standing.doc;
  const began_at = Date.now();
  let { doc, version } = standing;
  let written = false;
  let sent = 0;
  const dueOf = (head: RolloutHead) =>
    head.outbox.length > 0 ? Math.min(next_at ?? Date.now(), Date.now()) : next_at;
  const put = async (head: RolloutHead) => {
    const after = await store.putHead(head, dueOf(head), version);
    if (after === undefined) return false;
    [doc, version, written] = [head, after, true];
    return true;
  };
  return {
    head: put,
    async row(row) {
      const sk = targetKey(row);
      const known = rows.get(sk);
      if (known === undefined || !(await store.putRow(doc, row, known))) return false;
      rows.set(sk, known + 1);
      return true;
    },
    async lock(group, seq) {
      const known = locks.get(group);
      if (known === undefined || !(await store.putLock(group, { rollout: id, seq }, known))) return false;
      locks.set(group, known + 1);
      return true;
    },
    async send(row) {
      await putOnQueue(settings.QUEUE_URL, lastRelease(row).operation, [messageOf(id, fleet, row)]);
      sent += 1;
    },
    hasTime: () => Date.now() < began_at + TURN_MS,
    stands: () => ({ doc, version }),
    sent: () => sent,
    async settle() {
      if (!written) await put(doc);
    },
  };
}

/** The stored body of a release as it goes on its operation's queue. */
const messageOf = (
  rollout: string,
  fleet: string,
  { seq, attempt, stage, released_at = 0, body }: RolloutTarget,
) => ({
  body: JSON.stringify(body),
  attributes: carry({
    request_id: releaseId({ rollout, seq, attempt, stage }),
    triggered_at: released_at,
    trigger: 'fleet',
    sender: fleet,
  }),
});

/** Tells the log and the bus what the head has to tell, and takes that off it; undefined where another run was faster. */
async function told(
  standing: Standing<RolloutHead>,
  { store, settings, operations }: Context,
): Promise<Standing<RolloutHead> | undefined> {
  const { doc: head, version } = standing;
  if (head.outbox.length === 0) return standing;
  await store.log(
    head,
    head.outbox.map(({ event_id, at, sentence }) => ({ id: event_id, at, sentence })),
  );
  const known = [...operations.values()].map(({ operation }) => operation);
  const events = head.outbox.map((event) => busEvent(head, event, takeBackText(head, known)));
  // A bus that does not answer stops no rollout: it is offered the same again.
  const taken = await handToBus(settings, events).catch((): string[] => []);
  if (taken.length === 0) return standing;
  const left = head.outbox.filter(({ event_id }) => !taken.includes(event_id));
  const after: RolloutHead = { ...head, outbox: left };
  const written = await store.putHead(after, Date.now(), version);
  return written === undefined ? undefined : { doc: after, version: written };
}

/** Delivered more than once it keeps its `event_id`. */
const busEvent = (head: RolloutHead, event: RolloutEvent, back: string | undefined): BusEvent => ({
  key: event.event_id,
  detailType: ROLLOUT_KINDS[event.kind].detailType,
  at: event.at,
  detail: {
    version: VERSION,
    event_id: event.event_id,
    fleet: head.fleet,
    rollout: event.rollout,
    ...(event.wave !== undefined && { wave: event.wave }),
    ...(head.hash !== undefined && { hash: head.hash }),
    at: new Date(event.at).toISOString(),
    sentence: event.kind === 'halted' && back ? `${event.sentence}; ${back}` : event.sentence,
    to: head.spec.tell.to,
  } satisfies AboutRollout,
});
