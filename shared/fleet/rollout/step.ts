import { MINUTE } from '../../values/time/units.ts';
import { whyWave } from '../why/why-wave.ts';
import { followers } from './backed-up.ts';
import { heedWords } from './directed.ts';
import type { Facts, Step, Write } from './facts.ts';
import { isDown, isGap, landed, type Moved, moves } from './flights.ts';
import { baselineAfter, needsBaseline, withBaseline, withoutBaseline } from './gate.ts';
import { noticed } from './notice.ts';
import { clear } from './over.ts';
import { reminded } from './reminder.ts';
import { type Begun, reserve, resume } from './reserve.ts';
import { type RolloutHead, SCHEMA } from './rollout.ts';
import { ABORTED, halted, isOver, numbered } from './state.ts';
import { currentWave, withWave } from './tally.ts';
import type { RolloutTarget } from './target.ts';
import { heedBudget, heedTime, moveOn } from './waves.ts';

/** Nothing sleeps for longer, so that a calendar or a fleet that changed is heeded. */
const LONGEST_SLEEP = 15 * MINUTE;

/**
 * What is to be done for a rollout, by its head and by facts that were read after it; `now` (epoch ms) is the time before the ledger
 * was read, since its silence counts only up to then. Gaps that an earlier step left are repaired. Of two steps at once one finds
 * something changed, and does nothing more.
 */
export function step(rollout: RolloutHead, facts: Facts, now: number): Step {
  if (rollout.schema !== SCHEMA || rollout.state === 'planning')
    return { writes: [], messages: [], asks: [] };
  if (isOver(rollout)) return clear(rollout, facts, now);
  const moved = moves(rollout, facts, now);
  const words = heedWords(landedAll(rollout, moved, now), facts, now);
  const judged = judge(words.head, facts, now);
  const goesOn = whyWave(asRead(judged), currentWave(judged), now) === undefined;
  const followed = goesOn ? withFollowers(judged, moved, now) : judged;
  const resumed = resume(followed, moved.filter(isGap), facts, { goesOn, now });
  const reserved = goesOn
    ? begun(resumed.head, facts, busyRows(rollout), now)
    : { head: resumed.head, swept: false, starts: [] };
  // What waits again since just now is a candidate from the next step on.
  const comeBack = resumed.back.length + words.rows.length + (words.head.directed?.length ?? 0) > 0;
  const swept = reserved.swept && !comeBack && !moved.some(waitsAgain);
  const onward = isRunning(reserved.head) ? moveOn(reserved.head, facts, swept, now) : reserved.head;
  const head = reminded(noticed(numbered(rollout, onward), facts, now), facts.behind, now);
  const starts = [...resumed.starts, ...reserved.starts];
  const before = [...changed(moved), ...words.rows, ...resumed.back];
  return {
    writes: [
      ...before.map((row): Write => ({ of: 'row', row })),
      ...(head === rollout ? [] : [{ of: 'head', head } as const]),
      ...starts.flatMap(({ locks, row }): Write[] => [...locks, { of: 'row', row }]),
    ],
    messages: [...(isRunning(head) ? unheard(moved, facts) : []), ...starts.map(({ row }) => row)],
    asks: asksOf(head, now),
    next_at: Math.min(nextAt(head, now), Math.max(now + MINUTE, goodUntilOf(facts.foreseen, now))),
  };
}

/** Whether its alarms are known is seen only once something could start. */
function asRead(head: RolloutHead): RolloutHead {
  const index = currentWave(head);
  return head.waves[index]?.unread ? withWave(head, index, ({ unread: _, ...wave }) => wave) : head;
}

/** What starts, with its baseline where its gate counts alarms: without one nothing does. */
function begun(given: RolloutHead, facts: Facts, apart: ReadonlySet<string>, now: number): Begun {
  const index = currentWave(given);
  const wave = given.waves[index];
  const reserved = reserve(asRead(given), facts, apart, now);
  if (!wave || !needsBaseline(wave) || reserved.starts.length === 0) return reserved;
  const head = withBaseline(reserved.head, index, facts.alarms, now);
  if (head) return { ...reserved, head };
  return { head: withoutBaseline(given, index, facts.alarms, now), swept: false, starts: [] };
}

const busyRows = ({ in_flight, directed = [] }: RolloutHead): Set<string> =>
  new Set([...in_flight, ...directed].map(({ sk }) => sk));

const landedAll = (head: RolloutHead, moved: readonly Moved[], now: number): RolloutHead =>
  moved.filter(isDown).reduce((after, one) => landed(after, one, now), head);

/** The head with what follows a backup that has just been proven: its row is a gap that the next step resumes. */
function withFollowers(head: RolloutHead, moved: readonly Moved[], now: number): RolloutHead {
  const flights = followers(moved, now);
  return flights.length === 0 ? head : { ...head, in_flight: [...head.in_flight, ...flights] };
}

/** Whether it is halted, over or good to go on. */
function judge(head: RolloutHead, facts: Facts, now: number): RolloutHead {
  const timed = heedTime(head, facts, now);
  if (!isRunning(timed)) return timed;
  const { closed_for_good: reason } = facts;
  return heedBudget(reason === undefined ? timed : halted(timed, { code: 'no_window', reason }, now), now);
}

const isRunning = ({ state }: RolloutHead): boolean => state === 'approved' || state === 'running';

const changed = (moved: readonly Moved[]): RolloutTarget[] =>
  moved.flatMap(({ row, was }) => (row === was ? [] : [row]));

const waitsAgain = ({ row }: Moved): boolean => row.state === 'waiting';

/** Reserved rows of which the ledger has not heard: the same is sent again. */
const unheard = (moved: readonly Moved[], { ends }: Facts): RolloutTarget[] =>
  moved.flatMap(({ row, flight }) =>
    row.state === 'reserved' && row.attempt === flight.attempt && ends.get(flight.sk) === 'none' ? [row] : [],
  );

/** Of kept targets it is asked at all times, of a wave's once it has baked. */
function asksOf(head: RolloutHead, now: number): Step['asks'] {
  if (isOver(head)) return [];
  const index = currentWave(head);
  const { state, bake_until = 0 } = head.waves[index] ?? {};
  return [
    ...(state === 'settled' && now >= bake_until ? [{ wave: index }] : []),
    ...alarmsAsked(head, now),
    ...head.kept.map(({ sk }) => ({ sk })),
    ...(head.why?.code === ABORTED ? head.in_flight.map(({ sk }) => ({ recall: sk })) : []),
  ];
}

/** Before a wave starts, while it waits for that, and once it has baked. */
function alarmsAsked(head: RolloutHead, now: number): Step['asks'] {
  const index = currentWave(head);
  const { gate, state, bake_until = 0, unread } = head.waves[index] ?? {};
  if (gate?.alarms === undefined) return [];
  if (state === 'settled' && now >= bake_until) return [{ alarms: index, after: bake_until }];
  return unread ? [{ alarms: index, after: baselineAfter(now) }] : [];
}

/** When what is foreseen has to be foreseen anew, which comes before anybody is told. */
const goodUntilOf = (foreseen: Facts['foreseen'], now: number): number =>
  foreseen === 'stale' ? now : (foreseen?.good_until ?? Number.POSITIVE_INFINITY);

/** When anything can change next. */
function nextAt(head: RolloutHead, now: number): number {
  if (isOver(head) || head.in_flight.length > 0 || (head.directed?.length ?? 0) > 0) return now + MINUTE;
  const { state, sweep, cursor, unread, bake_until = now } = head.waves[currentWave(head)] ?? {};
  const wakes =
    state === 'settled'
      ? Math.max(bake_until, now + MINUTE)
      : state === 'open' && !unread && cursor === undefined && sweep
        ? Math.max(sweep.soonest ?? now + LONGEST_SLEEP, now + MINUTE)
        : now + MINUTE;
  return Math.min(wakes, Math.max(head.good_until ?? wakes, now + MINUTE), now + LONGEST_SLEEP);
}
