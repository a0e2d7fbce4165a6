import { ROLLOUT_HEAD, ROLLOUTS } from '../../../shared/terms/release.ts';
import { parseJson } from '../../../shared/values/json/parse-json.ts';
import { isPlainObject } from '../../../shared/values/json/plain-object.ts';
import { MINUTE } from '../../../shared/values/time/units.ts';
import type { Watch } from '../../../stand-in/platform/strict-proxy.ts';
import { watchBus } from '../bus-watch.ts';
import { followDeliveries } from '../deliveries.ts';
import { type LedgerWatch, watchLedger } from '../ledger-watch.ts';
import { Lives } from '../life.ts';
import { placeIn } from '../pool.ts';
import { watchQueues } from '../queue-watch.ts';
import { scriptOf } from '../scenarios.ts';
import type { Watchers } from '../stage.ts';
import { type Striker, startStriker } from '../striker.ts';
import { sweepScript } from '../sweep-script.ts';
import type { Tally } from '../tally.ts';
import type { Calm } from './calm.ts';
import type { LeapingClock } from './clock.ts';
import type { Diary } from './diary.ts';
import { DECISIONS } from './people.ts';
import type { CloudRecord } from './record.ts';
import { RUNS, runScript, watchRuns } from './runs.ts';

/** Everybody who looks on at the stage, notes what happens, and strikes. */
export interface Onlookers {
  readonly lives: Lives;
  readonly striker: Striker;
  readonly ledger: LedgerWatch;
  /** Places whose processes stand still. */
  readonly stopped: ReadonlySet<string>;
  readonly watchers: Watchers;
  /** Tells them what there is once the stage is up. */
  attach(up: Up): void;
}

interface Up {
  /** The process at a place. */
  pidAt(place: string): number | undefined;
  readonly calm: Pick<Calm, 'onInvoke' | 'onEnd'>;
  /** Hears of every release that was put on its queue. */
  released(request_id: string): void;
}

interface Given {
  readonly seed: number;
  readonly clock: LeapingClock;
  readonly tally: Tally;
  readonly diary: Diary;
  readonly record: CloudRecord;
}

const isRun = (name: string) => (RUNS as readonly string[]).includes(name);
const functionAt = (place: string) => place.replace(/-\d+$/, '');
/** Rollouts have ids of their own in every run. */
const named = (id: string) => id.replace(/-\d{8}T\d{6}-\w{8}\//, '/');

/** Has them look. */
export function startOnlookers({ seed, clock, tally, diary, record }: Given): Onlookers {
  let up: Up | undefined;
  const stopped = new Set<string>();
  const lives = new Lives((id, name) => {
    if (name === 'sweep') return sweepScript(seed, id);
    return isRun(name) ? runScript(seed, id) : scriptOf(seed, named(id), name);
  });
  const striker = startStriker(lives, tally, (place) => up?.pidAt(place), {
    later: clock.later,
    momentMs: 3 * MINUTE,
    runMs: MINUTE,
    stands: (place, still) => void (still ? stopped.add(place) : stopped.delete(place)),
  });
  const ledger = watchLedger(lives, striker, tally);
  const runs = watchRuns(lives, striker, (id) => {
    tally.add('releases');
    up?.released(id);
  });
  const deliveries = followDeliveries(lives, tally, () => undefined);
  return {
    lives,
    striker,
    ledger,
    stopped,
    attach(given) {
      up = given;
    },
    watchers: {
      ledger: runs.around(looking(ledger, record)),
      queues: runs.around(watchQueues(lives, striker, tally)),
      bus: runs.around(watchBus(lives, striker, tally)),
      onInvoke(event, place) {
        up?.calm.onInvoke(place);
        runs.onInvoke(place);
        if (isRun(functionAt(place))) tally.add(`runs of ${functionAt(place)}`);
        else deliveries.onInvoke(event, place);
      },
      onEnd(event, place, invocation) {
        up?.calm.onEnd(place);
        stopped.delete(place);
        deliveries.onEnd(event, place, invocation);
      },
      onLog(line) {
        const said = parseJson(line);
        if (isPlainObject(said) && isRun(String(said.operation))) heard(said, tally, diary);
        else deliveries.onLog(line);
      },
    },
  };
}

/** The ledger's watch, that also tells who reads how a rollout stands. */
const looking = (watch: Watch, record: CloudRecord): Watch => ({
  before(call) {
    const { pk, sk } = (call.input.Key ?? {}) as { pk?: { S?: string }; sk?: { S?: string } };
    const rollout = pk?.S?.startsWith(ROLLOUTS) ? pk.S.slice(ROLLOUTS.length) : undefined;
    if (call.action === 'GetItem' && rollout && sk?.S === ROLLOUT_HEAD)
      record.looks(placeIn(call.userAgent), rollout);
    return watch.before?.(call) !== false;
  },
  after: (call, answer) => watch.after?.(call, answer) !== false,
});

/** Takes in what a function of rollouts says of a run, or of a decision. */
function heard(
  { operation, status = 'failed', message, failures }: Record<string, unknown>,
  tally: Tally,
  diary: Diary,
): void {
  for (const failure of Array.isArray(failures) ? failures : [])
    tally.add(`error ${operation}: ${String(failure).slice(0, 120)}`);
  if (operation !== DECISIONS) return;
  tally.add(`decisions ${status}`);
  if (status === 'done') diary.heeded(String(message));
}
