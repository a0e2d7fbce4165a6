import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RolloutTarget } from '../../../shared/fleet/rollout/target.ts';
import { openSteering, type Store } from '../../../shared/fleet/steering/store.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import { HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import { beginToKeep } from '../../../stand-in/secrets/kept.ts';
import { watchCloud } from '../cloud-watch.ts';
import { dice } from '../dice.ts';
import { OPERATIONS } from '../intents.ts';
import { dueAmong, scanLedger } from '../ledger-scan.ts';
import type { Lives } from '../life.ts';
import { FOLLOWER } from '../pool.ts';
import { watchPosts } from '../posts.ts';
import { startStage } from '../stage.ts';
import { Tally } from '../tally.ts';
import { paceOfMachine } from '../timing.ts';
import { truthOf } from '../truth.ts';
import { startWeather } from '../weather.ts';
import { startAccidents } from './accidents.ts';
import { startAlarms } from './alarms.ts';
import { BEGINS } from './calendar.ts';
import { watchCalm } from './calm.ts';
import { startClock } from './clock.ts';
import { Diary } from './diary.ts';
import { type Judged, judgeFleets } from './judge.ts';
import type { Finished } from './judge-results.ts';
import { makeFleets } from './made.ts';
import { startOnlookers } from './onlookers.ts';
import { DECISIONS, startPeople } from './people.ts';
import { CloudRecord } from './record.ts';
import { asOperator, fleetTimes, SLOWNESS, stagedFleets } from './staged.ts';

/** What a run was asked for. */
export interface FleetOptions {
  readonly seed: number;
  readonly fleet: number;
  readonly maxSeconds: number;
  readonly pace?: number;
}

/** What a run of fleets leaves behind. */
export interface FleetsPlayed extends Judged {
  readonly lives: Lives;
  readonly tally: Tally;
  /** Whether everything came to rest before the time was over. */
  readonly atRest: boolean;
  readonly seconds: number;
  /** How much time passed by the clock of the run, ms. */
  readonly passed: number;
  readonly targets: number;
  readonly fleets: number;
  /** How much people were told of rollouts, each message once. */
  readonly told: number;
}

/** For so long the weather changes; a day later everything is over, as no plan is good for longer. */
const WEATHER_MS = 3 * HOUR;
const LONGEST_MS = 26 * HOUR;
/** Every so many runs of steering come twice at once. */
const TWICE = 0.15;
const OUTAGE_MS = 3000;
/** What a function may take from its last look to the call, on an idle machine. */
const UNDERWAY_MS = 4000;

/** Plans, approves and rolls out fleets while everything goes wrong that can, until all is over, and judges. */
export async function runFleets(options: FleetOptions, say: (line: string) => void): Promise<FleetsPlayed> {
  const { seed, fleet: count } = options;
  const since = performance.now();
  const seconds = () => (performance.now() - since) / 1000;
  const kept = beginToKeep();
  const pace = options.pace ?? paceOfMachine();
  const folder = mkdtempSync(join(tmpdir(), 'chaos-clock-'));
  const clock = startClock(folder, BEGINS);
  const roll = dice(seed, 'fleets');
  const tally = new Tally();
  const diary = new Diary();
  const record = new CloudRecord();
  const onlookers = startOnlookers({ seed, clock, tally, diary, record });
  const { lives, ledger, striker, stopped } = onlookers;
  const times = fleetTimes(pace);
  const made = makeFleets(seed, count);
  const stage = await startStage(onlookers.watchers, times, {
    preflight: 'on',
    freezes: false,
    fleets: stagedFleets(made, clock),
  });
  const { cloud, queues, pools, table, fleetTable = '' } = stage;
  try {
    asOperator(stage);
    const store = openSteering(openFleetTable(fleetTable));
    const names = [...OPERATIONS, FOLLOWER, DECISIONS];
    const calm = watchCalm(queues, names, pace, (place) => stopped.has(place));
    const door = watchPosts(
      cloud,
      ledger,
      () => undefined,
      () => false,
    );
    const alarm = startAlarms({ seed, ...made, cloud, diary, tally });
    const posts: typeof door = {
      wrongs: door.wrongs,
      check(call, life) {
        record.note(call, life);
        alarm(call, life?.request_id);
        door.check(call, life);
      },
    };
    const { holderOf } = ledger;
    const recall = () => undefined;
    watchCloud({ seed, pace, slowness: SLOWNESS, cloud, lives, striker, tally, posts, holderOf, recall });
    const more = [
      { at: 0.35, name: 'queue outage of 3 s', come: () => stage.sqs.outage(OUTAGE_MS) },
      { at: 0.5, name: 'ledger outage of 3 s', come: () => stage.dynamoDb.outage(OUTAGE_MS) },
    ];
    const weather = startWeather({ tally, ...stage, more, onWrongLogin: () => undefined });
    const fleets = Object.keys(made.fleets);
    const people = startPeople({ seed, fleets, store, queues, diary, tally });
    const befall = startAccidents({ seed, targets: made.targets, cloud, queues, diary, tally });
    onlookers.attach({
      pidAt: (place) => pools.get(place.replace(/-\d+$/, ''))?.pidAt(place),
      calm,
      released: people.released,
    });

    const timers = () => {
      const twice = roll.chance(TWICE) ? ['steer-rollouts'] : [];
      if (twice.length > 0) tally.add('timers of steering that ran twice at once');
      for (const name of ['steer-rollouts', ...twice, 'survey-fleet', 'sweep'])
        void pools.get(name)?.invoke({});
    };
    const passed = () => Date.now() - BEGINS;
    const isAtRest = async () =>
      people.done() &&
      weather.clear() &&
      stopped.size === 0 &&
      (await dueAmong([...ledger.open], table.endpoint, queues.region, stage.tableName)).length === 0;
    let [restful, told, moved] = [0, 0, 0];
    while (restful < 3 && passed() < LONGEST_MS && seconds() < options.maxSeconds) {
      timers();
      await calm.come();
      await people.look();
      await befall();
      weather.tick(passed() / WEATHER_MS);
      restful = (await isAtRest()) ? restful + 1 : 0;
      const moves = cloud.accepted.length + tally.of('releases') + diary.said.size;
      // Where nothing moves, a timer may as well come some minutes late.
      clock.leap((moves > moved ? roll.between(50, 90) : roll.between(60, 240)) * 1000);
      moved = moves;
      cloud.received.length = 0;
      if (seconds() - told < 5) continue;
      told = seconds();
      const what = `${tally.of('releases')} releases, ${cloud.accepted.length} accepted by the cloud`;
      const time = new Date().toISOString().slice(11, 16);
      say(
        `${Math.round(told)} s: ${time}, ${what}, ${ledger.open.size} due in the ledger, ${tally.of('kills')} kills`,
      );
    }
    const judged = judgeFleets({
      made,
      diary,
      record,
      finished: await finishedOf([...diary.plans.keys()], store),
      cloud,
      entries: await scanLedger(table.endpoint, queues.region, stage.tableName),
      lives,
      kept,
      posts: posts.wrongs,
      events: stage.bus.taken,
      lateMs: times.functionMs + 5 * MINUTE,
      underwayMs: UNDERWAY_MS * pace,
      truth: truthOf(cloud.state),
    });
    return {
      ...judged,
      lives,
      tally,
      atRest: restful >= 3,
      seconds: seconds(),
      passed: passed(),
      targets: made.targets.size,
      fleets: fleets.length,
      told: new Set(stage.bus.taken.flatMap(({ detail }) => ('rollout' in detail ? [detail.event_id] : [])))
        .size,
    };
  } finally {
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How rollouts stand now. */
const finishedOf = (rollouts: readonly string[], store: Store): Promise<Finished[]> =>
  Promise.all(
    rollouts.map(async (rollout) => {
      const rows: RolloutTarget[] = [];
      for await (const page of store.targets(rollout)) rows.push(...page);
      const [head] = await store.heads([rollout]);
      if (!head) throw new Error(`rollout ${rollout} is gone`);
      return { head, rows };
    }),
  );
