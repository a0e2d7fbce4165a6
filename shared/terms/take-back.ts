/** What a target was brought: `from` is what ran there before, `to` what was to run. */
export interface BroughtTo {
  readonly target: string;
  readonly from: string;
  readonly to: string;
}

/** How an operation takes back what another one of its service brought. */
export interface TakesBack {
  /** The `work` of that other operation. */
  readonly work: string;
  /** What a person should know first, a sentence each. */
  readonly first: readonly string[];
  /** The fields of an intent that takes it back from one target; undefined where what was brought does not say them. */
  intent(brought: BroughtTo): Readonly<Record<string, unknown>> | undefined;
}
