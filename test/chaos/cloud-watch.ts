import type { Cloud } from '../../stand-in/cloud/cloud.ts';
import type { Call, Fault } from '../../stand-in/cloud/faults.ts';
import { cases } from '../world/cases.ts';
import { dice } from './dice.ts';
import { drawEnding } from './endings.ts';
import type { Life, Lives } from './life.ts';
import type { Posts } from './posts.ts';
import type { Striker } from './striker.ts';
import type { Tally } from './tally.ts';

const SUBMISSIONS = new Set(cases.map(({ call }) => call));

/** What the cloud's door needs to know. */
export interface CloudWatchOptions {
  readonly seed: number;
  readonly cloud: Cloud;
  readonly lives: Lives;
  readonly striker: Striker;
  readonly tally: Tally;
  /** What the durations of faults are multiplied by. */
  readonly pace: number;
  /** What those of the cloud's own time, of work and of lists, are multiplied by besides. */
  readonly slowness?: number;
  readonly posts: Posts;
  /** The request that has locked the instance of a target. */
  holderOf(target: string): Life | undefined;
  /** Makes the message of a request visible again. */
  recall(life: Life): void;
}

/**
 * Lets the requests' scripts decide what the cloud does with their submissions, and the dice how the work ends; reads and
 * logins fail now and then.
 */
export function watchCloud(options: CloudWatchOptions): void {
  const { cloud, lives, tally, seed, pace, slowness = 1 } = options;
  const started = new Map<string, number>();
  cloud.endings.decide = (work) => {
    const nth = (started.get(work.target) ?? 0) + 1;
    started.set(work.target, nth);
    const { request_id = '', script: { job } = {} } = options.holderOf(work.target) ?? {};
    const circumstances = {
      hidden: job?.unlisted === true || (job?.lateMs ?? 0) > 1000,
      shared: request_id.includes('-shared'),
    };
    const ending = drawEnding(dice(seed, work.target, nth, 'ending'), work, circumstances, pace * slowness);
    tally.add(`ending ${ending.how}`);
    return ending;
  };
  cloud.faults.decide = (call) => {
    tally.add(`call ${call.call}`);
    if (!SUBMISSIONS.has(call.call)) return misread(seed, call, tally);
    tally.add('submissions');
    const life = options.holderOf(call.targets[0] ?? '');
    options.posts.check(call, life);
    if (!life) return undefined;
    const faults = submission(options, call, life).map((fault) => slowed(fault, pace, slowness));
    for (const { kind } of faults) tally.add(`fault ${kind}`);
    const names = faults.map(({ kind }) => kind).join('+');
    lives.note(
      life,
      `submission ${life.submissions} of ${call.targets.length} ${names || 'as it should be'}`,
    );
    return faults;
  };
}

function submission({ lives, striker, recall }: CloudWatchOptions, call: Call, life: Life): Fault[] {
  life.submissions += 1;
  const place = life.claimedBy ?? '';
  const faults = [...(life.script.submissions[life.submissions - 1] ?? [])].map((fault) =>
    // A batch is busy or refused in part.
    (fault.kind === 'busy' || (fault.kind === 'reject' && !fault.mixed)) && call.targets.length > 1
      ? { ...fault, targets: call.targets.slice(0, 1) }
      : fault,
  );
  if (life.script.job) faults.push(life.script.job);
  if (striker.strike(life, 'call', place)) return [{ kind: 'cut-before' }];
  if (striker.strike(life, 'late', place)) return [...faults, { kind: 'slow', ms: 150, accept: 'late' }];
  const taken = life.script.strikes.find(({ point }) => point === 'taken');
  if (taken && life.submissions === taken.nth) {
    // The stand-in takes the work in this same turn of the event loop.
    setImmediate(() => striker.strike(life, 'taken', place));
    faults.push({ kind: 'slow', ms: 200 });
  }
  if (life.script.comesEarly && !life.comingEarly) {
    life.comingEarly = true;
    lives.note(life, 'its message is made visible again');
    recall(life);
    faults.push({ kind: 'slow', ms: 250 });
  }
  return faults;
}

const slowed = (fault: Fault, pace: number, slowness: number): Fault => {
  if (fault.kind === 'slow') return { ...fault, ms: fault.ms * pace };
  return fault.kind === 'job' && fault.lateMs ? { ...fault, lateMs: fault.lateMs * pace * slowness } : fault;
};

/** One read in fifty, and one login, fails or is turned away. */
function misread(seed: number, { service, call, targets, tryNumber }: Call, tally: Tally): Fault[] {
  const roll = dice(seed, service, call, targets.join(), tryNumber);
  if (!roll.chance(0.02)) return [];
  const faults: Fault[] = [
    { kind: 'status', status: 500 },
    { kind: 'cut-before' },
    { kind: 'throttle' },
    { kind: 'html' },
    ...(service === 'iam' ? [] : [{ kind: 'token-expired' } as const, { kind: 'truncated' } as const]),
  ];
  const fault = roll.pick(faults);
  tally.add(`fault of a ${service === 'iam' ? 'login' : 'read'}: ${fault.kind}`);
  return [fault];
}
