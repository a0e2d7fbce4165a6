import { MINUTE } from '../../values/time/units.ts';
import { nextRelease, provenBackup } from '../rollout/backup.ts';
import type { Facts, Step } from '../rollout/facts.ts';
import type { RolloutHead } from '../rollout/rollout.ts';
import { isOver } from '../rollout/state.ts';
import { step } from '../rollout/step.ts';
import { currentWave } from '../rollout/tally.ts';
import { type RolloutTarget, targetKey } from '../rollout/target.ts';
import { why } from '../why/why.ts';
import { approved, type Decided, proceeded } from './decided.ts';
import type { Pace } from './pace.ts';
import { openVirtualLedger, type VirtualLedger } from './virtual-ledger.ts';
import { openVirtualRows, type VirtualPage, type VirtualRows } from './virtual-rows.ts';

/** What a forecast starts from. Times in epoch ms. */
export interface Present extends Pick<Facts, 'fit' | 'lasts' | 'starts' | 'backUp' | 'away'> {
  readonly head: RolloutHead;
  readonly targets: readonly RolloutTarget[];
  readonly now: number;
}

/** How a rollout goes on. */
export interface Course {
  /** As it is when it is over, or when nothing of it can go on any more. */
  readonly head: RolloutHead;
  readonly first_start?: number;
  /** How many wait still. */
  readonly left: number;
  /** What persons had to decide, and was taken as decided at once. */
  readonly decided: readonly Decided[];
}

/**
 * How a rollout goes on when every release ends well: its own steps on a clock that jumps from one moment at which something can
 * change to the next. Nothing that is at work now and later is made up but the ends.
 */
export function courseOf(present: Present, pace: Pace): Course {
  const rows = openVirtualRows(present.targets, kindsOf(present));
  const ledger = openVirtualLedger(pace, present.starts);
  let now = Math.ceil(present.now / MINUTE) * MINUTE;
  const begun = proceeded(anew(present.head), now);
  const decided: Decided[] = [...begun.decided];
  let { head } = begun;
  for (const { sk, at } of head.in_flight) ledger.sent(rows.all.get(sk), at, now);
  let first_start: number | undefined;
  let asked = false;
  for (;;) {
    const given = approved(head, now);
    decided.push(...given.decided);
    const page = pageOf(given.head, rows, ledger, present, now);
    const next = step(given.head, factsAt(given.head, rows, ledger, { ...present, page, asked }, now), now);
    head = given.head;
    for (const write of next.writes) {
      if (write.of === 'row') rows.put(write.row);
      else if (write.of === 'head') head = { ...write.head, outbox: [] };
    }
    for (const row of next.messages) {
      first_start ??= now;
      ledger.sent(row, now, now);
      rows.put({ ...row, state: 'sent' });
    }
    asked = next.asks.some((ask) => 'wave' in ask);
    const isMoving = head.decision !== given.head.decision;
    const at = isMoving
      ? now + MINUTE
      : nextAt(head, next, ledger, opensAt(page, head, rows, present, now), now);
    if (isOver(head) || at === undefined) {
      return { head, left: rows.waiting(), decided, ...(first_start !== undefined && { first_start }) };
    }
    now = Math.max(now + MINUTE, Math.ceil(at / MINUTE) * MINUTE);
  }
}

/** Whatever an earlier look has seen is looked at again. */
const anew = (head: RolloutHead): RolloutHead => ({
  ...head,
  outbox: [],
  waves: head.waves.map(({ cursor: _, sweep: __, unread: ___, ...wave }) => wave),
});

/** What of a target decides when it may start, but for its groups. */
const kindsOf =
  ({ away, head: { holds } }: Present) =>
  (row: RolloutTarget): string => {
    const { operation, engine, region, project, windows, own_window, not_before, backup } = row;
    const sk = targetKey(row);
    const isOdd = away.has(sk) || Object.hasOwn(holds, row.target) || Object.hasOwn(holds, row.instance);
    return JSON.stringify([
      [operation, engine, region, project, windows, own_window, not_before, isOdd && sk],
      ...(backup ? [backup, provenBackup(row)] : []),
    ]);
  };

const NONE: ReadonlySet<string> = new Set();

/** The candidates of an open wave. */
function pageOf(
  head: RolloutHead,
  rows: VirtualRows,
  ledger: VirtualLedger,
  present: Present,
  now: number,
): VirtualPage | undefined {
  const index = currentWave(head);
  const wave = head.waves[index];
  if (wave?.state !== 'open') return undefined;
  const { fit, lasts } = present;
  const known = { fit, lasts, away: awayAt(present, now) };
  const atWork = [
    ...head.in_flight.filter(({ sk }) => isBetween(rows.all.get(sk)) || ledger.endOf(sk, now) === 'open'),
    ...head.kept,
  ];
  const busy = new Set(atWork.flatMap(({ groups }) => groups));
  return rows.page({ index, ...wave }, (row) => why(row, head, known, now), busy, now);
}

/** Whether a target that has its place waits to go on behind its backup. */
const isBetween = (row: RolloutTarget | undefined): boolean => row?.state === 'waiting';

/** When the next of those may start that wait for a time: of the page, and of those behind their backups. */
function opensAt(
  page: VirtualPage | undefined,
  { in_flight, good_until: until = Number.POSITIVE_INFINITY }: RolloutHead,
  { all }: VirtualRows,
  { fit, lasts }: Present,
  now: number,
): number | undefined {
  const between = in_flight.flatMap(({ sk }) => {
    const row = all.get(sk);
    return row && isBetween(row) ? [nextRelease(row, now, { fit, lasts, until })?.at ?? now] : [];
  });
  return page || between.length > 0
    ? Math.min(page?.opens ?? Number.POSITIVE_INFINITY, ...between)
    : undefined;
}

function factsAt(
  { in_flight, kept }: RolloutHead,
  rows: VirtualRows,
  ledger: VirtualLedger,
  given: Present & { readonly page: VirtualPage | undefined; readonly asked: boolean },
  now: number,
): Facts {
  const { fit, lasts, starts, backUp, page, asked } = given;
  return {
    rows: rows.all,
    ends: new Map(in_flight.map(({ sk }) => [sk, ledger.endOf(sk, now)])),
    page,
    away: awayAt(given, now),
    void_holds: NONE,
    taken: NONE,
    // Whom a person accepts is taken to be at rest.
    at_rest: new Set(kept.map(({ sk }) => sk)),
    proven: NONE,
    ...(asked && { rest: { since: now, unanswered: 0, restless: [] } }),
    // No alarm is foreseen.
    alarms: { at: now, firing: [] },
    behind: false,
    paused: () => undefined,
    fit,
    lasts,
    starts,
    backUp,
  };
}

/** What holds a target is over at its time. */
const awayAt = ({ away }: Pick<Present, 'away'>, now: number): Facts['away'] =>
  away.size === 0
    ? away
    : new Map([...away].filter(([, { until = Number.POSITIVE_INFINITY }]) => now < until));

/** When the next step can change something; undefined where none can. */
function nextAt(
  { in_flight, state, waves, good_until = Number.POSITIVE_INFINITY }: RolloutHead,
  { next_at = Number.POSITIVE_INFINITY }: Step,
  ledger: VirtualLedger,
  opens: number | undefined,
  now: number,
): number | undefined {
  const ends = ledger.nextEnd(
    in_flight.map(({ sk }) => sk),
    now,
  );
  const wakes = state === 'halted' ? Number.POSITIVE_INFINITY : good_until;
  // Until something ends or opens, the same would be looked at again minute by minute.
  const isStill = opens !== undefined || state === 'halted' || waves.at(-1)?.state === 'at_gate';
  const at = isStill ? Math.min(ends, opens ?? ends, wakes) : next_at;
  return Number.isFinite(at) ? at : undefined;
}
