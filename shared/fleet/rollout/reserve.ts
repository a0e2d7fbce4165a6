import { paceOf } from '../pace.ts';
import { type Standing, why } from '../why/why.ts';
import type { Facts, Write } from './facts.ts';
import { type Moved, takenBack } from './flights.ts';
import { flightOf, reservation } from './release.ts';
import type { InFlight, RolloutHead, Sweep } from './rollout.ts';
import { told } from './state.ts';
import { currentWave, paceFacts, reopened, waitingIn, withWave } from './tally.ts';
import { type RolloutTarget, targetKey } from './target.ts';

/** A target that starts: its locks have to be written, then its row, then its message. */
export interface Start {
  readonly locks: readonly Write[];
  readonly row: RolloutTarget;
}

/** The head with what starts; *swept*: every waiting target of the wave has been looked at since the first row, and none of them can start any more. */
export interface Begun {
  readonly head: RolloutHead;
  readonly swept: boolean;
  readonly starts: readonly Start[];
}

/**
 * Reservations that an earlier step left behind with no row, and those behind a backup: they start, or are taken back, the rows of
 * those first. Whoever waits for a window while its backup is good keeps its place, so that nobody's backup grows old in vain.
 */
export function resume(
  given: RolloutHead,
  gaps: readonly Moved[],
  facts: Facts,
  { goesOn, now }: { goesOn: boolean; now: number },
): {
  readonly head: RolloutHead;
  readonly back: readonly RolloutTarget[];
  readonly starts: readonly Start[];
} {
  const judged = gaps.map((gap) => {
    const { row, flight } = gap;
    const isCurrent = goesOn && flight.wave === currentWave(given);
    const busy = groupsOf(given, flight.sk);
    const stands = isCurrent ? why(row, given, { ...facts, busy }, now) : undefined;
    return { gap, stands };
  });
  const back = judged.flatMap(({ gap, stands }) =>
    stands?.is === 'free' || keepsPlace(stands) ? [] : [gap],
  );
  const gone = new Set(back.map(({ flight }) => flight.sk));
  const without = { ...given, in_flight: given.in_flight.filter(({ sk }) => !gone.has(sk)) };
  return {
    head: back.reduce<RolloutHead>(
      (head, { flight }) => withWave(head, flight.wave, reopened),
      gone.size === 0 ? given : without,
    ),
    back: back.map(takenBack),
    starts: judged.flatMap(({ gap: { row, flight }, stands }) =>
      stands?.is === 'free' ? [startOf(given, row, flight, stands, facts, now)] : [],
    ),
  };
}

const keepsPlace = (stands: Standing | undefined): boolean =>
  stands?.is === 'waiting' && 'wait' in stands.why && stands.why.wait === 'backed_up';

/** The groups of our own targets that are at work, or that may be, but for one of them. */
const groupsOf = ({ in_flight, kept }: RolloutHead, but?: string): Set<string> =>
  new Set([...in_flight, ...kept].flatMap(({ sk, groups }) => (sk === but ? [] : groups)));

const startOf = (
  head: RolloutHead,
  row: RolloutTarget,
  flight: InFlight,
  { closes, stage }: Extract<Standing, { is: 'free' }>,
  facts: Facts,
  now: number,
): Start =>
  reservation(head, row, flight, {
    closes,
    stage,
    ...(stage === 'backup' && row.backup
      ? { starts: undefined, backUp: facts.backUp(row.backup.operation) }
      : { starts: facts.starts(row.operation), backUp: undefined }),
    isHoldVoid: facts.void_holds.has(flight.sk),
    now,
  });

/** Looks at a page of the wave under way and reserves what may start, as far as there are slots; but for rows `apart`. */
export function reserve(given: RolloutHead, facts: Facts, apart: ReadonlySet<string>, now: number): Begun {
  const index = currentWave(given);
  const wave = given.waves[index];
  const { page } = facts;
  if (!wave || !page || page.wave !== index || page.behind !== wave.cursor) {
    return { head: given, swept: false, starts: [] };
  }
  const slots = paceOf(...paceFacts(given, index, waitingIn(given, index))).start;
  const { rows, last } = page;
  const busy = groupsOf(given);
  const known = { ...facts, busy };
  let sweep: Sweep = (wave.cursor !== undefined && wave.sweep) || { open: false, stale: 0 };
  let full = false;
  const flights: InFlight[] = [];
  const starts: Start[] = [];
  for (const row of rows) {
    const sk = targetKey(row);
    if (apart.has(sk) || row.state !== 'waiting') continue;
    const stands = why(row, given, known, now);
    if (stands.is === 'free' && starts.length < slots) {
      const flight = flightOf(row, sk, now);
      flights.push(flight);
      for (const group of row.groups) busy.add(group);
      starts.push(startOf(given, row, flight, stands, facts, now));
    } else {
      full ||= stands.is === 'free';
      sweep = seen(sweep, stands, now);
    }
  }
  const after = withFlights(given, index, flights, now);
  const end = rows.at(-1);
  const moved = withWave(after, index, ({ cursor, sweep: before, ...one }) => {
    // Where a slot was missing, the same page is looked at again.
    if (full)
      return { ...one, ...(cursor === undefined ? { sweep } : { cursor, ...(before && { sweep: before }) }) };
    return { ...one, sweep, ...(!last && end && { cursor: targetKey(end) }) };
  });
  return { head: moved, swept: last && !full && !sweep.open, starts };
}

/** The head with targets of a wave reserved: by its first ones it runs. */
function withFlights(
  given: RolloutHead,
  index: number,
  flights: readonly InFlight[],
  now: number,
): RolloutHead {
  if (flights.length === 0) return given;
  const head: RolloutHead = { ...given, state: 'running', in_flight: [...given.in_flight, ...flights] };
  const { started_at, name = '' } = head.waves[index] ?? {};
  if (started_at !== undefined) return head;
  const started = withWave(head, index, (wave) => ({ ...wave, started_at: now }));
  return told(started, 'wave_started', `wave ${name} starts`, now, name);
}

/** Who may start and has no slot can still start; so can who waits. */
function seen(sweep: Sweep, stands: Standing, now: number): Sweep {
  const reason = stands.is === 'waiting' ? stands.why : undefined;
  if (reason && 'over' in reason) {
    return reason.over === 'stale' ? { ...sweep, stale: sweep.stale + 1 } : sweep;
  }
  const waits = reason && 'wait' in reason ? reason : undefined;
  const at = waits ? waits.until : now;
  return {
    ...sweep,
    open: sweep.open || waits?.wait !== 'hold',
    ...(at !== undefined && { soonest: Math.min(at, sweep.soonest ?? at) }),
  };
}
