import { dueIn, howLong } from '../values/time/how-long.ts';
import type { RequestRow } from './standing.ts';

/** Where a target stands, with its progress, its start or how long it took. */
export function standingText({ status, progress, starts_at, ended_at }: RequestRow, now: number): string {
  const word = status.replaceAll('_', ' ');
  const starts = Date.parse(starts_at ?? '');
  if (ended_at) {
    const took = Date.parse(ended_at) - starts;
    return took < 0 ? `${word} before it started` : `${word} after ${howLong(took)}`;
  }
  if (status === 'scheduled') return `${word}, starts ${starts_at}, ${dueIn(starts, now)}`;
  if (status === 'running') return [word, progress, `for ${howLong(now - starts)}`].filter(Boolean).join(' ');
  return word;
}

/** What an instance showed before and after, as far as it was read. */
export const changeText = (before: string | undefined, after: string | undefined): string | undefined =>
  before && after ? `${before} → ${after}` : before ? `before: ${before}` : after && `now: ${after}`;

/** That it was at work for longer than it had to be; undefined while nobody has seen that. */
export const overRunText = ({ had_to_end_by, over_ran_at }: RequestRow): string | undefined =>
  over_ran_at && `over-run: it had to end by ${had_to_end_by}, and was seen at work at ${over_ran_at}`;

/** What happens next of itself, and when; undefined when nothing does. */
export function nextText({ status, next_at }: RequestRow, now: number): string | undefined {
  if (!next_at) return undefined;
  const what = status === 'waiting' ? 'next try' : 'the cloud is asked again';
  return `${what} ${dueIn(Date.parse(next_at), now)} (${next_at})`;
}
