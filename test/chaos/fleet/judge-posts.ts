import { iso, utc } from '../../../shared/values/time/instant.ts';
import { MINUTE, SECOND } from '../../../shared/values/time/units.ts';
import type { FleetWrong } from './broken.ts';
import { isFrozen, isOpen } from './calendar.ts';
import type { Accident, Diary, ReadPlan } from './diary.ts';
import type { Made } from './made.ts';
import type { Released } from './record.ts';

/** What was sent is held against. */
interface Rules {
  readonly diary: Diary;
  readonly targets: ReadonlyMap<string, Made>;
  /** How long whoever looked before a decision may take to send, by a clock that never leaps, ms. */
  readonly underwayMs: number;
}

/** Every submission of a release, held against the plan that was read, who approved it, the calendar and what people had said. */
export function judgePosts(posts: readonly Released[], rules: Rules): FleetWrong[] {
  return posts.flatMap((post) => {
    const plan = rules.diary.plans.get(post.rollout);
    const said = plan
      ? faultsOf(post, plan, rules)
      : [['outside the plan', 'nobody approved its plan'] as const];
    return said.map(([what, detail]) => ({
      what,
      request_id: post.request_id,
      detail: `${post.target} at ${iso(post.at)}: ${detail}`,
    }));
  });
}

const BY_HAND: readonly Accident['kind'][] = ['changed', 'done'];

type Fault = readonly [what: FleetWrong['what'], detail: string];

const faultsOf = (post: Released, plan: ReadPlan, rules: Rules): Fault[] => [
  ...outsidePlan(post, plan, rules),
  ...unapproved(post, plan, rules),
  ...outOfHours(post, rules),
  ...tooLate(post, rules),
  ...held(post, rules),
  ...stopped(post, rules),
];

function outsidePlan(
  { seq, target, call, to, real }: Released,
  { rows, head }: ReadPlan,
  { targets, diary, underwayMs }: Rules,
): Fault[] {
  const row = rows.find((one) => one.seq === seq);
  const made = targets.get(target);
  if (!row || !made) return [['outside the plan', 'it is none of its targets']];
  const wave = head.waves[row.wave]?.name;
  const differs = [
    row.target !== target && `the plan has ${row.target} there`,
    made.fleet !== head.fleet && `it is of ${made.fleet}`,
    made.wave !== wave && `it is of wave ${made.wave}, not ${wave}`,
    made.call !== call && `${call} is not ${made.call}`,
    made.to !== to && `to ${to}, not ${made.to}`,
    diary.accidents.some(
      (one) => one.target === target && BY_HAND.includes(one.kind) && one.real + underwayMs < real,
    ) && 'somebody had changed what it runs',
  ].filter((one) => one !== false);
  return differs.map((detail) => ['outside the plan', detail]);
}

function unapproved(
  { rollout, at, target }: Released,
  { head }: ReadPlan,
  { diary, targets }: Rules,
): Fault[] {
  const wave = targets.get(target)?.wave;
  const isApproved = diary
    .of('approve', rollout)
    .some(
      ({ message, at: said }) =>
        said <= at && message.hash === head.hash && (message.wave === undefined || message.wave === wave),
    );
  return isApproved ? [] : [['before its approval', `nobody had approved wave ${wave}`]];
}

function outOfHours({ at, begins, target }: Released, { targets }: Rules): Fault[] {
  const window = targets.get(target)?.window ?? '';
  return [at, begins].flatMap((time): Fault[] => [
    ...(isFrozen(time) ? [['in a freeze', utc(time)] as const] : []),
    ...(isOpen(window, time)
      ? []
      : [['outside its windows', `${window} is closed at ${utc(time)}`] as const]),
  ]);
}

/** Who never looked has to have known at least so long before. */
const MOMENT = 30 * SECOND;
const GOOD_FOR = 15 * MINUTE;

function tooLate({ at, request_id }: Released, { diary }: Rules): Fault[] {
  const released = diary.released.get(request_id);
  if (released === undefined) return [['outside the plan', 'it was never put on a queue']];
  return at <= released + GOOD_FOR ? [] : [['too late', `it was released at ${iso(released)}`]];
}

/** A hold by message counts for its target, and for every proxy of its instance. */
function held(
  { rollout, at, real, looked = real - MOMENT, target }: Released,
  { diary, targets, underwayMs }: Rules,
): Fault[] {
  const instance = targets.get(target)?.instance ?? target;
  const freed = diary.of('unhold', rollout).filter(({ message }) => message.target === target);
  const byMessage = [...diary.said.values()].some(
    ({ message, heeded = Number.POSITIVE_INFINITY, at: said }) =>
      message.verb === 'hold' &&
      [target, instance].includes(message.target) &&
      heeded < looked &&
      at < Date.parse(message.until) &&
      !freed.some((one) => said <= one.at && one.at <= at),
  );
  const byTag = diary
    .accidentsOf(target, instance)
    .some((one) => one.kind === 'tagged' && one.real + underwayMs < real && at < (one.until ?? 0));
  return byMessage || byTag ? [['on hold', byTag ? 'its tag held it' : 'somebody had held it']] : [];
}

function stopped({ rollout, at, real, looked = real - MOMENT }: Released, { diary }: Rules): Fault[] {
  const proceeds = diary.of('proceed', rollout);
  const ends = [...diary.of('stop', rollout), ...diary.of('abort', rollout)].filter(
    ({ heeded = Number.POSITIVE_INFINITY }) => heeded < looked,
  );
  const standing = ends.find(
    (end) => end.message.verb === 'abort' || !proceeds.some((one) => end.at <= one.at && one.at <= at),
  );
  return standing ? [['after a stop', `it was to ${standing.message.verb} at ${iso(standing.at)}`]] : [];
}
