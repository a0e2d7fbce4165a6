import { rolloutClosed } from '../../../shared/telling/events/rollout-closed.ts';
import { rolloutDone } from '../../../shared/telling/events/rollout-done.ts';
import { rolloutLapsed } from '../../../shared/telling/events/rollout-lapsed.ts';
import type { Cloud } from '../../../stand-in/cloud/cloud.ts';
import type { TakenEvent } from '../../../stand-in/platform/event-bus.ts';
import type { Kept } from '../../../stand-in/secrets/kept.ts';
import type { Wrong } from '../judge.ts';
import { type JudgedEnds, judgeEnds } from '../judge-ends.ts';
import { judgeEvents } from '../judge-events.ts';
import { judgeInstances } from '../judge-instances.ts';
import { judgeSecrets } from '../judge-secrets.ts';
import type { FinalEntry } from '../ledger-scan.ts';
import type { Lives } from '../life.ts';
import type { Truth } from '../truth.ts';
import type { FleetWrong } from './broken.ts';
import type { Diary } from './diary.ts';
import { judgeBackups } from './judge-backups.ts';
import { judgeGates } from './judge-gates.ts';
import { judgePosts } from './judge-posts.ts';
import { type Finished, judgeResults } from './judge-results.ts';
import { judgeWorks } from './judge-works.ts';
import type { MadeFleets } from './made.ts';
import type { CloudRecord, Released, Taken } from './record.ts';

/** Everything that is known at the end, from sources that know nothing of each other. */
export interface FleetEvidence {
  readonly made: MadeFleets;
  readonly diary: Diary;
  readonly record: CloudRecord;
  readonly finished: readonly Finished[];
  readonly cloud: Cloud;
  readonly entries: readonly FinalEntry[];
  readonly lives: Lives;
  readonly kept: Kept;
  readonly truth: Truth;
  /** What the door of the cloud has found. */
  readonly posts: readonly Wrong[];
  readonly events: readonly TakenEvent[];
  /** How late a read may be, by the clock that leaps. */
  readonly lateMs: number;
  /** How long it may take from a look at what is said to the call, by one that does not. */
  readonly underwayMs: number;
}

/** The judgement, and what it went by. */
export interface Judged {
  readonly wrongs: readonly FleetWrong[];
  readonly finished: readonly Finished[];
  readonly released: readonly Released[];
  readonly taken: readonly Taken[];
  /** Backups that releases started. */
  readonly backups: readonly Taken[];
  readonly ends: JudgedEnds;
}

/** Compares what the cloud truly saw and did with the plans, the approvals, the calendar, and what is said of every target. */
export function judgeFleets(evidence: FleetEvidence): Judged {
  const { made, diary, record, finished, cloud, entries, lives, lateMs, underwayMs } = evidence;
  const { fleets, targets } = made;
  const isWork = ({ stage }: Released) => stage === undefined;
  const released = record.released().filter(isWork);
  const [taken, backups] = [true, false].map((work) =>
    record.taken(cloud.state).filter((one) => isWork(one) === work),
  ) as [Taken[], Taken[]];
  const truth = withHands(evidence.truth, diary);
  const known = { sent: [], accepted: cloud.accepted, entries, dead: new Map(), lives: lives.all };
  const ends = judgeEnds(known, truth, lateMs);
  const wrongs: FleetWrong[] = [
    ...judgePosts(released, { diary, targets, underwayMs }),
    ...judgeWorks(taken, { diary, over: overAt(evidence.events), fleets, targets }),
    ...judgeResults(finished, { taken, diary, truth, underwayMs }),
    ...judgeBackups(released, backups, { fleets, targets, lateMs }),
    ...judgeGates(finished, { released, diary, fleets, targets }),
    ...unrested(evidence),
    ...evidence.posts,
    ...ends.wrongs,
    ...judgeEvents(
      known,
      evidence.events.filter(({ detail }) => 'request_id' in detail),
    ),
    ...judgeInstances(cloud.state),
    ...judgeSecrets(evidence.kept),
  ];
  return { wrongs, finished, released, taken, backups, ends };
}

const OVER: readonly string[] = [rolloutDone, rolloutClosed, rolloutLapsed].map(
  ({ detailType }) => detailType,
);

/** When rollouts were over, by what people were told of it. */
function overAt(events: readonly TakenEvent[]): Map<string, number> {
  const ended = events.filter(({ detailType }) => OVER.includes(detailType));
  return new Map(ended.map(({ detail }) => [String(detail.rollout), Date.parse(String(detail.at))]));
}

/** What people installed by hand is there as well. */
const withHands = (truth: Truth, diary: Diary): Truth => ({
  ...truth,
  promised: (asked, target, at) =>
    truth.promised(asked, target, at) ||
    diary.accidents.some((one) => one.target === target && one.kind === 'done' && one.at <= at),
});

/** Fleets of which no plan was approved, and requests that never came to rest. */
function unrested({ made, finished, entries }: FleetEvidence): FleetWrong[] {
  const planned = new Set(finished.map(({ head }) => head.fleet));
  return [
    ...Object.keys(made.fleets)
      .filter((fleet) => !planned.has(fleet))
      .map((fleet): FleetWrong => ({ what: 'lost', request_id: fleet, detail: 'it never got a plan' })),
    ...entries
      .filter(({ due }) => due)
      .map(({ request_id }): FleetWrong => ({ what: 'lost', request_id, detail: 'it never came to rest' })),
  ];
}
