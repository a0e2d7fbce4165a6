import type { Calendar } from '../../calendar/calendar.ts';
import type { Bring } from '../../terms/offer.ts';
import type { Fleet } from '../fleet.ts';
import type { Planned } from '../rollout/target.ts';
import type { TargetRow } from '../survey/rows.ts';

/** What a plan of a fleet is made from, besides the rows of the survey. */
export interface PlanFacts {
  /** With its places. */
  readonly fleet: Fleet;
  readonly calendar: Pick<Calendar, 'windows' | 'never_together'>;
  /** When the plan was asked for, epoch ms: ages and holds are those of that moment, however long planning takes. */
  readonly now: number;
  /** By operation. One that is not there is never brought. */
  readonly bring: ReadonlyMap<string, Bring>;
  /** By which operation instances are backed up before the work of another, by the name of that. */
  readonly backUp: ReadonlyMap<string, NonNullable<Planned['backup']>>;
  /** How long work of an operation usually lasts on an instance, ms. */
  readonly lastsOf: (work: Pick<Planned, 'operation' | 'instance'>) => number;
  /** Why the policy forbids it; undefined where it lets it pass. */
  readonly forbidden: (target: Unnumbered) => string | undefined;
  /** The ids of what another open rollout has at work, or has ended badly on. */
  readonly elsewhere: ReadonlySet<string>;
  readonly past: Past;
}

/** What approved plans of the fleet have listed. */
export interface Past {
  /** No plan of the fleet was ever approved. */
  readonly first: boolean;
  /** Whether an approved plan had it, as a target or as left out since it was new. */
  readonly has: (operation: string, target: string) => boolean;
}

/** A target before it has its number. */
export type Unnumbered = Omit<Planned, 'seq' | 'untried'>;

/** A row of the survey with that of its instance, and when the last pass read it (epoch ms). */
export interface PlanRow {
  readonly row: TargetRow;
  /** The row itself unless it is a proxy's; absent where there is none. */
  readonly of?: TargetRow | undefined;
  readonly read_at?: number | undefined;
}
