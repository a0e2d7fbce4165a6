import { CANCELED } from '../../ledger/entry/cancel.ts';
import type { OwnCode } from '../../terms/codes.ts';
import { parseInstant } from '../../values/time/instant.ts';
import { HOUR, MINUTE } from '../../values/time/units.ts';
import { backedUp, madeBy, withBackup } from './backed-up.ts';
import type { Facts } from './facts.ts';
import { HALTING, type ReleaseEnd } from './release-end.ts';
import type { InFlight, RolloutHead } from './rollout.ts';
import { halted } from './state.ts';
import { counted, reopened, withWave } from './tally.ts';
import type { Result, RolloutTarget } from './target.ts';

/** How long after its last moment a release of which the ledger knows nothing is given up. */
const SILENCE = 10 * MINUTE;
const FIRST_BACK_OFF = 15 * MINUTE;
const LONGEST_BACK_OFF = 4 * HOUR;

/** The code of a row whose release nobody has heard of, and of one whose reservation was taken back. */
const SILENT = 'silence';
const TAKEN_BACK = 'taken_back';

/** Codes of what the calendar itself says when to try again. */
const BY_CALENDAR: readonly string[] = [
  'frozen',
  'window_closed',
  'ends_too_late',
  CANCELED,
] satisfies readonly OwnCode[];

/** What became of a target in flight. */
export interface Moved {
  readonly flight: InFlight;
  /** Its row as it should stand; the same object where nothing changes. */
  readonly row: RolloutTarget;
  readonly was: RolloutTarget;
}

/** Whether a flight's row was never written: the head was, and then the run ended. */
export const isGap = ({ flight, row }: Pick<Moved, 'flight' | 'row'>): boolean =>
  row.state === 'waiting' && row.attempt < flight.attempt;

/** What became of every flight whose row was read. */
export const moves = ({ in_flight }: RolloutHead, facts: Facts, now: number): Moved[] =>
  in_flight.flatMap((flight) => {
    const was = facts.rows.get(flight.sk);
    return was ? [{ flight, was, row: moved(was, flight, facts.ends.get(flight.sk), now) }] : [];
  });

function moved(
  row: RolloutTarget,
  flight: InFlight,
  end: ReleaseEnd | 'open' | 'none' | undefined,
  now: number,
): RolloutTarget {
  const isOut = row.state === 'reserved' || row.state === 'sent';
  if (!isOut || row.attempt !== flight.attempt || end === undefined) return row;
  if (end === 'open') return row.state === 'sent' ? row : { ...row, state: 'sent' };
  if (end === 'none') {
    return now < lastMoment(row) + SILENCE
      ? row
      : waiting(row, SILENT, 'the ledger has not heard of its release', now);
  }
  switch (end.as) {
    case 'ended': {
      if (row.stage === 'backup') return backedUp(row, end);
      const { result, reason, at, over_ran } = end;
      const late = over_ran === undefined ? {} : { over_ran };
      return { ...row, state: 'ended', result, reason, ended_at: at, ...late, put_off: 0 };
    }
    case 'left':
      return { ...row, state: 'left', left: end.left, reason: end.reason, ended_at: end.at };
    case 'again':
    case 'halts':
      return waiting(row, end.code, end.reason, now);
  }
}

const lastMoment = ({ body, released_at = 0 }: RolloutTarget): number =>
  parseInstant(String(body?.not_after))?.at ?? released_at;

/** The row as it waits for another try; each time in a row that it is put off it waits for longer. */
function waiting(row: RolloutTarget, code: string, reason: string, now: number): RolloutTarget {
  const { not_before: _, ...rest } = row;
  const put_off = row.put_off + 1;
  const wait = Math.min(LONGEST_BACK_OFF, FIRST_BACK_OFF * 2 ** Math.min(put_off - 1, 10));
  return {
    ...rest,
    state: 'waiting',
    code,
    reason,
    put_off,
    ...(!BY_CALENDAR.includes(code) && { not_before: now + wait }),
  };
}

/** The row of a reservation that is taken back: its number is used up, so that whoever still holds it comes too late. */
export const takenBack = ({ flight, row }: Moved): RolloutTarget => ({
  ...row,
  attempt: flight.attempt,
  code: TAKEN_BACK,
});

/** Whether a flight is over once its row stands so. */
export const isDown = ({ flight, row }: Moved): boolean =>
  row.attempt >= flight.attempt && row.state !== 'reserved' && row.state !== 'sent';

/** Nobody knows whether these are still at work. */
const KEEPING: readonly Result[] = ['timed_out', 'unknown', 'two_jobs'];

/** The head without a flight that is over, and with what it came to: the flight's place in it says that it was not counted yet. */
export function landed(head: RolloutHead, { flight, row }: Moved, now: number): RolloutHead {
  const made = madeBy(flight, row);
  const noted = made ? withWave(head, flight.wave, (wave) => withBackup(wave, made)) : head;
  const without = { ...noted, in_flight: head.in_flight.filter(({ sk }) => sk !== flight.sk) };
  if (row.state === 'left' && row.left) {
    const { left } = row;
    return withWave(without, flight.wave, (wave) => counted(wave, left));
  }
  if (row.state === 'ended' && row.result) {
    const { result, ended_at = now, over_ran } = row;
    const kept = KEEPING.includes(result) ? [{ ...flight, result }] : [];
    return withWave({ ...without, kept: [...without.kept, ...kept] }, flight.wave, (wave) => ({
      ...counted(wave, result),
      last_end: Math.max(wave.last_end ?? 0, ended_at),
      ...(over_ran !== undefined && { over_runs: (wave.over_runs ?? 0) + 1 }),
    }));
  }
  const again = withWave(without, flight.wave, reopened);
  return heedReason(again, row, now);
}

function heedReason(
  head: RolloutHead,
  { code = '', reason = code, target }: RolloutTarget,
  now: number,
): RolloutHead {
  if ((HALTING as readonly string[]).includes(code)) {
    return halted(head, { code, reason: `${target}: ${reason}` }, now);
  }
  if (code !== SILENT || head.state === 'halted') return head;
  const silences = head.silences + 1;
  const counted = { ...head, silences };
  return silences < 2
    ? counted
    : halted(
        counted,
        { code, reason: `the ledger has not heard of ${silences} releases, the last of ${target}` },
        now,
      );
}
