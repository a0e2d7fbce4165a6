import type { Host } from '../huawei/services/services.ts';
import type { Documented, Place } from './documented.ts';
import type { JobId, Reads } from './follow.ts';
import type { Answers, Read } from './lookup.ts';

/** One request to the cloud and what came of it. Without a status no answer came; `failure` says why. */
export interface Exchange {
  readonly service: Host;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Epoch ms by our clock, and how long it took. */
  readonly sent_at: number;
  readonly ms: number;
  readonly status?: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON; undefined for anything else. */
  readonly body?: unknown;
  readonly failure?: string;
}

/** An id that no job has: asking for it shows how the cloud answers for what does not exist. */
export const UNKNOWN_JOB = '00000000-0000-4000-8000-000000000000';

/** Whether it asked for what cannot exist. */
export const isProbe = ({ query }: Exchange): boolean => Object.values(query).includes(UNKNOWN_JOB);

/** What the replies say of a fact; the text is the evidence, or why there is none. */
export type Verdict =
  | { readonly confirmed: string }
  | { readonly refuted: string }
  | { readonly unseen: string };

/** The replies that were seen, to judge facts by. */
export interface Replies {
  /** The jobs of the last days that our ledger knows; empty without one. */
  readonly ours: ReadonlySet<string>;
  /** Replies to a route, oldest first. */
  to(place: Place): readonly Exchange[];
  /** The objects of one array of all its good replies, each once. */
  items(place: Place, list: string): readonly Readonly<Record<string, unknown>>[];
}

/** Something the vendor does not say and our code relies on: an inference that real replies may confirm or refute. */
export interface Fact {
  readonly id: string;
  readonly says: string;
  /** The file that relies on it. */
  readonly relied_on: string;
  /** What goes wrong where it is not so. */
  readonly otherwise: string;
  /** What has to go on for a read to show it. Absent: nothing, databases at rest and their past do. */
  readonly only_while?: string;
  judge(seen: Replies): Verdict;
}

/** What a look at the real cloud needs to know of an operation; no deployed function loads it. */
export interface Inspection<Request extends object = object> {
  /** The shapes of the replies it reads, beyond those of its service. */
  readonly documented: readonly Documented[];
  readonly facts: readonly Fact[];
  /** Reads made for the facts alone. */
  readonly probes?: Reads;
  /** Requests about a few real targets, made out of what the lists show; undefined when a list could not be read. */
  requests(answer: (read: Read) => Promise<unknown>): Promise<readonly Request[] | undefined>;
  /** Jobs that the reads of its lookup show. */
  jobs(answers: Answers, target: string): readonly JobId[];
}
