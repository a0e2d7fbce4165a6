import type { Exchange } from '../../terms/inspection.ts';
import { MINUTE } from '../../values/time/units.ts';
import type { Check } from '../check.ts';

const WARN_MS = MINUTE;
// The cloud refuses signatures that are more than 15 minutes off (contract §6.3).
const BROKEN_MS = 10 * MINUTE;

/** The cloud's clock, by the `Date` of its answers, against that of this machine. */
export const clock: Check = {
  group: 'replies',
  name: 'clock',
  asks: "Does this machine's clock agree with the cloud's?",
  needs: ['variables'],
  look({ recorder }) {
    const offs = recorder.exchanges.flatMap(aheadOf);
    if (offs.length === 0) return { level: 'not_checked', says: 'no answer told the time' };
    const worst = offs.reduce((one, other) => (Math.abs(other) > Math.abs(one) ? other : one));
    const off = Math.abs(worst);
    const says = `this machine is ${inWords(off)} ${worst > 0 ? 'ahead' : 'behind'}`;
    const todo =
      'set the clock by NTP: signatures that are 15 minutes off are refused, and times of jobs misjudged';
    if (off > BROKEN_MS) return { level: 'broken', says, todo };
    return off > WARN_MS ? { level: 'warning', says, todo } : { level: 'ok', says: `within ${inWords(off)}` };
  },
};

/** How far we are ahead, in ms: the header gives whole seconds, and was written about half-way. */
function aheadOf({ sent_at, ms, headers }: Exchange): number[] {
  const theirs = Date.parse(String(headers.date));
  return Number.isNaN(theirs) ? [] : [sent_at + ms / 2 - (theirs + 500)];
}

const inWords = (ms: number) =>
  ms < 2 * MINUTE ? `${Math.ceil(ms / 1000)} s` : `${Math.round(ms / MINUTE)} min`;
