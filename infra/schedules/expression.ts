import { faultInCron } from '../../shared/calendar/cron/cron.ts';
import { readCronFields, valuesIn } from '../../shared/calendar/cron/read-field.ts';
import { cronRuns } from '../../shared/calendar/cron/runs.ts';
import { parseInstant } from '../../shared/values/time/instant.ts';
import { gapAround, instantsOf } from '../../shared/values/time/local-time.ts';
import { SECOND } from '../../shared/values/time/units.ts';

const FORM = 'expected cron(…), rate(…) or at(yyyy-mm-ddThh:mm:ss)';
const LONGEST_RATE_DIGITS = 5;
const HOUR_MINUTES = 60;
const TOO_OFTEN = { fault: 'expected at least an hour between two runs, since each may restart databases' };

/** When a schedule fires: again and again, or once at `at`; `runs` are the times to come, as far as they can be known (epoch ms). */
export type Expression =
  | { readonly at?: number; readonly runs: Iterable<number> }
  | { readonly fault: string };

/**
 * Reads an expression of EventBridge Scheduler in its time zone and checks that it can still fire after `now` (epoch ms), and
 * not more than once an hour.
 */
export function readExpression(text: string, timeZone: string, now: number): Expression {
  const [, kind, inner = ''] = /^(cron|rate|at)\((.*)\)$/.exec(text) ?? [];
  if (kind === 'cron') return readCron(inner, timeZone, now);
  if (kind === 'rate') return readRate(inner);
  return kind === 'at' ? readAt(inner, timeZone, now) : { fault: FORM };
}

/** A time that the clocks show twice means the first (inferred from AWS's "does not repeat its invocation"). */
function readAt(text: string, timeZone: string, now: number): Expression {
  const local = /^[\d-]+T[\d:]+$/.test(text) ? parseInstant(`${text}Z`)?.at : undefined;
  if (local === undefined) return { fault: FORM };
  const [at] = instantsOf(local, timeZone);
  if (at === undefined) return { fault: leftOut(local, timeZone) };
  return at > now
    ? { at, runs: [at] }
    : { fault: 'expected a time to come: remove the schedule or set enabled: false' };
}

function leftOut(local: number, timeZone: string): string {
  const { from, to } = gapAround(local, timeZone) ?? { from: local, to: local };
  const written = (time: number) => `at(${new Date(time).toISOString().slice(0, 19)})`;
  return (
    `expected a time that clocks in ${timeZone} show: they leave this one out, so it may never fire; ` +
    `next to it are ${written(from - SECOND)} and ${written(to)}`
  );
}

function readCron(text: string, timeZone: string, now: number): Expression {
  const fault = faultInCron(text, now);
  if (fault !== undefined) return { fault };
  if (cronRuns(text, timeZone, now).next().done) {
    return { fault: 'expected a time to come: this cron expression never fires again' };
  }
  // Runs at one minute of whichever hours are an hour apart.
  return valuesIn(readCronFields(text)[0]).length > 1 ? TOO_OFTEN : { runs: cronRuns(text, timeZone, now) };
}

/** A rate counts from when it is deployed or turned on. */
function readRate(text: string): Expression {
  const [, count = '', unit, plural] = /^(\d+) (minute|hour|day)(s?)$/.exec(text) ?? [];
  if (!(Number(count) >= 1) || count.length > LONGEST_RATE_DIGITS) {
    return { fault: 'expected rate(n minutes), rate(n hours) or rate(n days)' };
  }
  if ((Number(count) === 1) !== (plural === '')) {
    return { fault: `expected rate(${Number(count)} ${unit}${plural === '' ? 's' : ''})` };
  }
  return unit === 'minute' && Number(count) < HOUR_MINUTES ? TOO_OFTEN : { runs: [] };
}
