import type { OwnCode } from './codes.ts';
import type { Reads, State } from './follow.ts';
import type { Answers } from './lookup.ts';
import type { Outcome } from './outcome.ts';

/** Why a target is not sent, seen before anything was: for good, or until what goes on there has ended (`retry`). */
export interface Misfit {
  /** Absent: `preflight`. */
  readonly code?: OwnCode;
  readonly reason: string;
  readonly hint?: string;
  readonly retry?: boolean;
}

/** What the reads before a submission show of one target. What could not be read is named in `unchecked`. */
export interface Findings {
  readonly misfit?: Misfit;
  /** Why a disruptive operation waits all the same, where nothing that is understood stands in the way. */
  readonly doubt?: Misfit;
  /** What a person should know where all that was asked for is there. */
  readonly note?: string;
  readonly unchecked: readonly string[];
  /** Whether the instance was seen in a normal state with nothing at work. */
  readonly at_rest: boolean;
}

/** What the vendor's documents ask a person to look at before the call. */
export interface Preflight<Request> {
  reads(request: Request, target: string): Reads;
  check(answers: Answers, request: Request, target: string): Findings;
  /** The version that a target runs, where that is not its instance's; undefined where it was not shown. */
  runs?(answers: Answers, request: Request, target: string): string | undefined;
  /** The least time from the start to the end in ms, as the vendor tells it of this target. Absent: not told. */
  least_ms?(answers: Answers, target: string): number;
}

/** What was seen of all targets right before the call: what became of those that are not sent, and what is kept. */
export interface Seen {
  /** The targets that were to be sent; where nothing more stands here of one, nothing could be read. */
  readonly looked: readonly string[];
  readonly stopped: readonly Outcome[];
  /** When those of them are due that wait for a time that is known, epoch ms. */
  readonly until: Readonly<Record<string, number>>;
  readonly baselines: Readonly<Record<string, State>>;
  readonly unchecked: Readonly<Record<string, readonly string[]>>;
  /** Targets whose instance is in a normal state with nothing at work. */
  readonly at_rest: ReadonlySet<string>;
}

/** What the reads do not tell; with a `doubt` they tell something that nobody documents. */
export interface Unchecked {
  readonly unchecked: string;
  readonly doubt?: Misfit;
}

/** One thing to look at; undefined when all is well. A `note` is for the case that nothing is left to do. */
export type Check = Misfit | Unchecked | { readonly note: string } | undefined;

/** The first misfit of several checks and all that stayed unchecked; the first check is whether the instance is at rest. */
export function findings(atRest: Check, ...others: Check[]): Findings {
  const all = [atRest, ...others];
  const misfits = all.filter((check) => check !== undefined && 'reason' in check);
  // What ends by itself is told only when nothing stands in the way for good.
  const misfit = misfits.find(({ retry }) => !retry) ?? misfits[0];
  const doubt = all.flatMap((check) => (check && 'unchecked' in check && check.doubt) || []).at(0);
  const note = all.find((check) => check !== undefined && 'note' in check)?.note;
  return {
    ...(misfit && { misfit }),
    ...(doubt && { doubt }),
    ...(note && { note }),
    unchecked: all.flatMap((check) => (check && 'unchecked' in check ? [check.unchecked] : [])),
    at_rest: atRest === undefined,
  };
}

/** What keeps a target from being sent: what is in the way, and of a disruptive operation a doubt as well. */
export const obstacle = (
  { disruptive }: { readonly disruptive?: true },
  { misfit, doubt }: Pick<Findings, 'misfit' | 'doubt'>,
): Misfit | undefined => misfit ?? (disruptive ? doubt : undefined);
