import type { Selector } from './selectors/selector.ts';

/** What one operation may bring to the fleet. Versions stand without `V2.0-`. */
export interface Taking {
  /** `latest`: the newest that is old enough; or the only ones that may be brought. */
  readonly versions: 'latest' | readonly string[];
  /** For how long a version must have been offered, an ISO 8601 duration. */
  readonly min_age: string;
  /** What is never brought, also where `versions` names it. */
  readonly never: readonly string[];
  /** The instance of each target is backed up before its work. */
  readonly backup?: 'before' | undefined;
}

/** A number, or a share such as `10%`. */
export type Amount = number | string;

/** What has to be so after a wave before the next begins. Who: patterns such as `webhook:monitoring`. */
export interface Gate {
  /** No alarm of Cloud Eye fires at a done target that did not fire before the wave started. */
  readonly alarms?: 'none' | undefined;
  /** Who may stop the wave. */
  readonly veto?: readonly string[] | undefined;
  /** Who has to confirm the wave once it has ended, each. */
  readonly needs?: readonly string[] | undefined;
}

/** Who is patched together, and how fast. With `rest`, whoever is in no wave before it. */
export interface Wave extends Selector {
  readonly rest?: true | undefined;
  /** How many are at work at most. */
  readonly at_once: Amount;
  /** How many at most in the first steps, each of which ends well before the next. */
  readonly ramp: readonly number[];
  /** How many bad ends halt the rollout. */
  readonly stop_after: Amount;
  /** The share that must end well, such as `95%`. */
  readonly enough: string;
  /** How long is waited after the last proven end, an ISO 8601 duration. */
  readonly bake: string;
  readonly gate?: Gate | undefined;
}

/** An entry of `fleets.yml` as it was checked, with every default in its place. Durations are ISO 8601. */
export interface Fleet {
  /** In a function it always has its places, the configured one unless it names others. */
  readonly select: Selector;
  /** More are selected: there is no plan. */
  readonly max_targets: number;
  /** By operation. */
  readonly take: Readonly<Record<string, Taking>>;
  readonly plan: {
    /** `cron(…)` or `rate(…)`; absent: a person plans. */
    readonly when?: string | undefined;
    readonly time_zone: string;
    /** What has not started by then lapses. */
    readonly good_for: string;
  };
  readonly approval: {
    /** The waves that wait for it. */
    readonly waves: 'all' | 'none' | readonly string[];
    /** Who may give it, among those whom the policy lets: patterns such as `queue:AROA…:*`. */
    readonly by: readonly string[];
    /** How many role ids. */
    readonly needs: number;
  };
  /** In their order. */
  readonly waves: Readonly<Record<string, Wave>>;
  /** Names of windows in `calendar.yml`; or `own` alone, the instance's own. */
  readonly windows: readonly string[];
  /** The tag with the date until which an instance is left alone, and for how long at most. */
  readonly holds: { readonly tag: string; readonly longest: string };
  /** `tag:<key>`. */
  readonly owner: string;
  /** The age beyond which what is due is overdue; absent: it never is. */
  readonly overdue?: string | undefined;
  readonly tell: { readonly ahead: readonly string[]; readonly to: readonly string[] };
  /** After a rollout of it is done, nothing is planned until the entry changes. */
  readonly once?: true | undefined;
  readonly because?: string | undefined;
}

/** Fleets under their names. */
export type Fleets = Readonly<Record<string, Fleet>>;
