import type { Instance } from '../huawei/services/instance.ts';
import { utc } from '../values/time/instant.ts';
import { DAY, MINUTE } from '../values/time/units.ts';
import type { Reads } from './follow.ts';
import type { Answers } from './lookup.ts';
import type { Findings, Misfit } from './preflight.ts';

/** An instance of the inventory, with the answers that showed it for a check to look into. */
export interface Listed {
  readonly instance: Instance;
  readonly seen: Answers;
}

/** An instance or proxy, and what an operation could be asked for on it; what is absent was not shown. */
export interface Offer {
  readonly target: string;
  readonly status?: string;
  readonly engine?: string;
  readonly current?: string;
  readonly available?: string;
  /** Whether something newer waits. */
  readonly patch?: boolean;
  /** The versions during whose installation backups stop. */
  readonly backup_sensitive?: readonly string[];
  /** What could not be read of it. */
  readonly unread: readonly string[];
  /** The operation's fields of an intent that brings it up to date; absent when there is nothing to do. */
  readonly intent?: Readonly<Record<string, unknown>>;
  /** Why that intent is not there although there is something to do: the check before a submission would not let it pass. */
  readonly misfit?: Misfit;
  /** Why that intent would wait all the same if its operation is disruptive. */
  readonly doubt?: Misfit;
}

/** That offers of one operation may be asked for together: one intent, whose other fields are equal, for so many targets at most. */
export interface Together {
  readonly most: number;
}

/** What a fleet is to bring to a target that an operation offered something: `from` is what runs there, as the offer shows it. */
export interface Bringing {
  readonly target: string;
  /** The instance whose it is; the target itself unless it is a part of one. */
  readonly instance: string;
  readonly from: string;
  /** What the offer names as available, or a part of it. */
  readonly to: string;
}

/** How a fleet has offers of an operation worked on. */
export interface Bring {
  /** The operation's fields of the intent, without any time; undefined where none could say it. */
  intent(bringing: Bringing): Readonly<Record<string, unknown>> | undefined;
  /** The cloud begins the work by itself, at the time in this field: so long (ms) after it was sent. Absent: at once. */
  readonly starts?: { readonly field: string; readonly after_ms: number };
}

/** Makes reads of the operation's service. */
export type Ask = (reads: Reads) => Promise<Answers>;

/** What an operation could be asked for on an instance at a time (epoch ms): one offer for each of its targets there. */
export type Offers = (listed: Listed, ask: Ask, now: number) => Promise<readonly Offer[]>;

const WINDOW = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/;

/** A window such as `22:00-02:00` (UTC): when in a day it opens and how long it is open, both ms; undefined for no window. */
export function readDaily(
  window: string | undefined,
): { readonly opens: number; readonly lasts: number } | undefined {
  const parts = WINDOW.exec(window ?? '')
    ?.slice(1)
    .map(Number);
  if (!parts) return undefined;
  const [hour = 0, minute = 0, endHour = 0, endMinute = 0] = parts;
  const length = ((endHour - hour) * 60 + endMinute - minute) * MINUTE;
  return { opens: (hour * 60 + minute) * MINUTE, lasts: length > 0 ? length : length + DAY };
}

/** The next time, epoch ms, that a window such as `22:00-02:00` (UTC) is open, from `now` on where it is; undefined for no window. */
export function nextOpen(
  window: string | undefined,
  now: number,
): { readonly opens: number; readonly closes: number } | undefined {
  const daily = readDaily(window);
  if (!daily) return undefined;
  const { lasts } = daily;
  const today = Math.floor(now / DAY) * DAY + daily.opens;
  const next = [today - DAY, today, today + DAY].find((opens) => now < opens + lasts) ?? today;
  return { opens: Math.max(now, next), closes: next + lasts };
}

/** What could be asked for, as far as the operation's own check before a submission lets it pass. */
export const proposal = (
  intent: Readonly<Record<string, unknown>>,
  { misfit, doubt, unchecked }: Findings,
  unread: readonly string[],
): Pick<Offer, 'intent' | 'misfit' | 'doubt' | 'unread'> => ({
  ...(misfit ? { misfit } : { intent }),
  ...(doubt && { doubt }),
  unread: [...unread, ...unchecked],
});

/** The fields that keep work which starts at once inside the window; none where it is unknown. */
export function inWindow(
  window: string | undefined,
  now: number,
): { not_before?: string; not_after?: string } {
  const open = nextOpen(window, now);
  if (!open) return {};
  const { opens, closes } = open;
  return { ...(opens > now && { not_before: utc(opens) }), not_after: utc(closes) };
}
