import { parseInstant } from '../../shared/time.ts';
import { faultInCron } from './cron.ts';
import { zonedTime } from './zoned-time.ts';

const FORM = 'expected cron(…), rate(…) or at(yyyy-mm-ddThh:mm:ss)';
const LONGEST_RATE_DIGITS = 5;

/** When a schedule fires: again and again, or once at `at` (epoch ms). */
export type Expression = { readonly at?: number } | { readonly fault: string };

/** Reads an expression of EventBridge Scheduler in its time zone and checks that it can still fire after `now`. */
export function readExpression(text: string, timeZone: string, now: number): Expression {
  const [, kind, inner = ''] = /^(cron|rate|at)\((.*)\)$/.exec(text) ?? [];
  if (kind === 'cron') return faultOr(faultInCron(inner, now));
  if (kind === 'rate') return faultOr(faultInRate(inner));
  if (kind !== 'at') return { fault: FORM };
  const wall = /^[\d-]+T[\d:]+$/.test(inner) ? parseInstant(`${inner}Z`)?.at : undefined;
  if (wall === undefined) return { fault: FORM };
  const at = zonedTime(wall, timeZone);
  return at > now ? { at } : { fault: 'expected a time to come: remove the schedule or set enabled: false' };
}

const faultOr = (fault: string | undefined): Expression => (fault === undefined ? {} : { fault });

function faultInRate(text: string): string | undefined {
  const [, count = ''] = /^(\d+) (?:minute|hour|day)s?$/.exec(text) ?? [];
  return Number(count) >= 1 && count.length <= LONGEST_RATE_DIGITS
    ? undefined
    : 'expected rate(n minutes), rate(n hours) or rate(n days)';
}
