import { touches, type Work } from '../../calendar/fit.ts';
import type { Frozen } from '../../calendar/in-place.ts';
import { utc } from '../../values/time/instant.ts';
import type { Freeze } from '../gates/facts.ts';
import { freezesUntil, type Planned } from './planned.ts';

/** The freeze that stands in the way of what is planned, if any does. Throws `Misconfigured`. */
export function freezeFor(planned: Planned): Freeze | undefined {
  const { work, until } = planned;
  // What is too late for reasons of its own is told those.
  if (work.from > until) return undefined;
  const touched = touches(freezesUntil(planned, until), work);
  return touched && { because: textOf(touched.freeze, work), free_at: touched.free_at };
}

function textOf({ name, from, to, because }: Frozen, { from: now, starts_at, lasts }: Work): string {
  const when = from > now ? `from ${utc(from)} to ${utc(to)}` : `until ${utc(to)}`;
  const freeze = `freeze ${name} holds ${when}: ${because}`;
  if (starts_at !== undefined) return `start_time is ${utc(starts_at)}, and ${freeze}`;
  return from > now ? `the work may last until ${utc(now + lasts)}, and ${freeze}` : freeze;
}
