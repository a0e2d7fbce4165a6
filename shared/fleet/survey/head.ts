import { MINUTE } from '../../values/time/units.ts';
import type { Pass, Survey, SurveyHead } from './rows.ts';

/** For how long a run that says nothing more keeps others away. */
const LEASE_MS = 2 * MINUTE;

const LEAST_WAIT = MINUTE;
const LONGEST_WAIT = 15 * MINUTE;

/** Why a survey cannot go on. */
export interface Obstacle {
  readonly reason: string;
  readonly kind: string;
}

/** What becomes of a head, and when its next run may begin (epoch ms). */
export interface Turn {
  readonly head: SurveyHead;
  readonly due_at: number;
}

/** Whether another run is at it. */
export const isLeased = ({ lease }: SurveyHead, now: number): boolean =>
  lease !== undefined && now < lease.until;

/** Which run begins, when (epoch ms), and for which tags it asks. */
export interface Beginning {
  readonly owner: string;
  readonly now: number;
  readonly asks: readonly string[];
}

/** The head of a run that begins: its pass goes on, or one begins where there is none or nothing of it is kept yet. */
export function begun(
  head: SurveyHead | undefined,
  survey: Survey,
  { owner, now, asks }: Beginning,
): SurveyHead {
  const pass = head?.pass;
  const fresh: Pass = { started_at: now, pages: 0, reads: 0, nameless: 0, asked: asks };
  const goesOn = pass && (pass.pages > 0 || pass.tags);
  return {
    ...survey,
    ...head,
    pass: goesOn ? { ...pass, asked: pass.asked?.filter((tag) => asks.includes(tag)) ?? [] } : fresh,
    lease: { owner, until: now + LEASE_MS },
  };
}

/** The head after a step of its run: it has got on. */
export function advanced({ stuck: _, ...head }: SurveyHead, pass: Pass, now: number): SurveyHead {
  const { lease, first_pass_at = pass.started_at } = head;
  return { ...head, first_pass_at, pass, ...(lease && { lease: { ...lease, until: now + LEASE_MS } }) };
}

/** The head of a pass that is complete; the next begins `every` (ms) after it began. */
export function completed({ pass, ...head }: SurveyHead, met: number, every: number, now: number): Turn {
  if (!pass) return { head, due_at: now };
  const { stuck: _, ...rest } = head;
  const { started_at, nameless, reads, asked, total = 0 } = pass;
  const unlisted = total - met - nameless;
  const complete = {
    started_at,
    ended_at: now,
    met,
    nameless,
    reads,
    ...(asked && { asked }),
    ...(unlisted > 0 && { unlisted }),
  };
  return { head: { ...rest, complete }, due_at: Math.max(now, started_at + every) };
}

/** The head of a run that stopped while there is more to do: at once, or after a while where something is in its way. */
export function stopped(
  { lease: _, stuck, ...head }: SurveyHead,
  obstacle: Obstacle | undefined,
  now: number,
): Turn {
  // Only a step says that it can go on again.
  if (!obstacle) return { head: { ...head, ...(stuck && { stuck }) }, due_at: now };
  const since = stuck?.since ?? now;
  const wait = Math.min(LONGEST_WAIT, Math.max(LEAST_WAIT, (now - since) / 2));
  return { head: { ...head, stuck: { ...obstacle, since } }, due_at: now + wait };
}
