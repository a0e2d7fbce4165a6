import type { By, RolloutHead } from './rollout.ts';
import type { RolloutTarget } from './target.ts';

/** Rules of the policy under which decisions fall. */
export type Ruled = 'approve' | 'steer' | 'stop' | 'gate';

/** What a person, or a program in their name, decided about a rollout; `by` as SQS or a secret vouches for it. */
export type Decision = By & {
  /** The number of the head that they saw. */
  readonly decision: number;
} & (
    | { readonly verb: 'approve'; readonly hash: string; readonly wave?: string }
    | { readonly verb: 'reject'; readonly hash: string }
    | { readonly verb: 'confirm'; readonly hash: string; readonly wave: string }
    | { readonly verb: 'veto'; readonly hash: string; readonly wave: string }
    | { readonly verb: 'stop' | 'abort' }
    | { readonly verb: 'proceed'; readonly accept: readonly string[] }
    | { readonly verb: 'promote'; readonly wave: string }
    | { readonly verb: 'retry'; readonly targets: readonly string[] }
    | { readonly verb: 'hold'; readonly target: string; readonly until: number }
    | { readonly verb: 'unhold'; readonly target: string }
  );

/** The decision with this verb. */
export type Of<Verb extends Decision['verb']> = Extract<Decision, { verb: Verb }>;

/** What a decision is judged by besides the head. */
export interface DecisionFacts {
  /** Why the policy does not let them decide that, about a wave or the whole rollout; undefined where it does. */
  forbids(rule: Ruled, wave?: string): string | undefined;
  /** Whether no proposed plan of the fleet is newer. */
  readonly newest: boolean;
  /** The rows of the targets that the decision names, as far as the rollout lists them. */
  readonly rows: readonly RolloutTarget[];
}

/** The head after a decision, or why that is not done. */
export type Decided = { readonly head: RolloutHead } | { readonly refused: string };
