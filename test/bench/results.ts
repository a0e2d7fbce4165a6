/** One case's medians; ratios are to the bare handler with `fetch` in the same rounds. */
export interface Timed {
  readonly name: string;
  readonly ms: number;
  readonly ratio: number;
  readonly cpu_ms: number;
  readonly cpu_ratio: number;
}

/** A cold start, with the most memory the process held. */
export interface Cold extends Timed {
  readonly rss_mb: number;
}

/** How fast a case works off a queue, and what share of the rate that the cloud's latency allows. */
export interface Drained {
  readonly name: string;
  readonly per_second: number;
  readonly share: number;
}

/** The pipeline without a network: one intent's median time, and its ratio to the cryptography of one signed request. */
export interface Pure {
  readonly name: string;
  readonly us: number;
  readonly ratio: number;
}

/** What one intent for many instances came to. */
export interface FannedOut {
  readonly instances: number;
  readonly least: number;
  readonly messages: number;
  readonly submissions: number;
  readonly tokens: number;
}

/** What one target costs when there are so many. */
export interface Grown {
  readonly targets: number;
  readonly us_per_target: number;
  /** To the fewest targets, in the same rounds. */
  readonly ratio: number;
  readonly writes_per_target: number;
}

/** What the cloud was asked, logins included, while so many of the messages were refused. */
export interface Refused {
  readonly messages: number;
  readonly refused: number;
  readonly reads: number;
}

/** A batch of the largest messages: bytes of one and of the longest log line, and the most memory held. */
export interface Large {
  readonly message_bytes: number;
  readonly line_bytes: number;
  readonly rss_mb: number;
}

/** How long others wait beside a noisy sender, and how many of their messages longer than an hour; how long the noisy one. */
export interface Fairness {
  readonly name: string;
  readonly longest_s: number;
  readonly expired: number;
  readonly of: number;
  readonly noisy_min: number;
}

/** What a person's question costs in a ledger of so many requests. */
export interface Question {
  readonly name: string;
  readonly costs: readonly { readonly entries: number; readonly requests: number; readonly ms: number }[];
}

/** What a survey of that many instances costs against the stand-in. */
export interface SurveyCost {
  readonly pass: 'first' | 'second';
  readonly instances: number;
  readonly met: number;
  /** Requests to the cloud. */
  readonly reads: number;
  /** Rows written. */
  readonly changed: number;
  readonly ms: number;
  readonly cpu_ms: number;
  /** The most memory that its process held. */
  readonly rss_mb: number;
}

/** What a report of a fleet table with that many rows costs in requests to DynamoDB and time, and how large it is. */
export interface Reported {
  readonly output: string;
  readonly rows: number;
  readonly requests: number;
  readonly ms: number;
  /** That of the stub of DynamoDB is in it, as it is in the same process. */
  readonly cpu_ms: number;
  readonly bytes: number;
}

/** What a view of the console costs for so many instances: CPU of the process that shows it, and its size. */
export interface PageCost {
  readonly name: string;
  readonly cpu_ms: number;
  readonly bytes: number;
}

/** What a plan of that many rows of a survey costs, without the table. */
export interface PlanCost {
  readonly rows: number;
  readonly targets: number;
  readonly left_out: number;
  readonly ms: number;
  readonly cpu_ms: number;
  /** The most memory that its process held. */
  readonly rss_mb: number;
}

/** What a forecast of that many targets costs: in the windows of a calendar, and in their own. `cpu_ms` and `rss_mb` are of both. */
export interface ForecastCost {
  readonly targets: number;
  readonly named_cpu_ms: number;
  readonly own_cpu_ms: number;
  readonly cpu_ms: number;
  readonly rss_mb: number;
}

/** What a step of a rollout of so many targets costs, in capacity units of DynamoDB and time. */
export interface TickCost {
  readonly targets: number;
  readonly units: number;
  readonly ms: number;
  /** Against the smallest rollout in the same rounds. */
  readonly ratio: { readonly units: number; readonly ms: number };
}

/** Bytes of a function's file that is loaded first. */
export interface Sized {
  readonly name: string;
  readonly bytes: number;
}

/** Everything one run measured. */
export interface Results {
  readonly about: {
    readonly date: string;
    readonly node: string;
    readonly cores: number;
    readonly cpu: string;
    readonly rounds: number;
    readonly longRounds: number;
    readonly seconds: number;
  };
  readonly cold: readonly Cold[];
  readonly warm: readonly Timed[];
  readonly pure: readonly Pure[];
  readonly drain: readonly Drained[];
  readonly fanOut: FannedOut;
  readonly growth: readonly Grown[];
  readonly refused: Refused;
  readonly large: Large;
  readonly fairness: readonly Fairness[];
  readonly questions: readonly Question[];
  readonly surveys: readonly SurveyCost[];
  readonly plan: PlanCost;
  readonly forecast: ForecastCost;
  readonly ticks: readonly TickCost[];
  readonly reports: readonly Reported[];
  readonly pages: readonly PageCost[];
  readonly sizes: readonly Sized[];
}
