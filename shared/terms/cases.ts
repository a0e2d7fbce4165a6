import type { Answers } from './lookup.ts';

/** What tests play with an operation beside its page's examples. No deployed function loads it. */
export interface Cases {
  /** An intent that the stand-in takes at any time, in place of the first example's. */
  readonly intent?: Readonly<Record<string, unknown>>;
  /** The fields of the intent whose text no two requests of a project may share. */
  readonly distinct?: readonly string[];
  /** Fields that may be left out though they have more than one possible value. */
  readonly optional?: readonly string[];
  /** Fields for words of people in one line: spaces and letters of any script are as good as others. */
  readonly words?: readonly string[];
  /** In how many minutes the job of that intent starts, and within how many it has to end. */
  readonly job: { readonly starts: number; readonly within: number };
  /** The cloud does not say why the job failed. */
  readonly failsWithoutReason?: true;
  /** It is held where nothing shows that the cloud would do it. */
  readonly heldUnseen?: true;
  /** The lookup takes a job for absent that is not listed within the margin: one that is listed later would be sent again. */
  readonly absentOnceUnlisted?: true;
  /** What is told of the target before the work and after it, and, unless that is as before, of work that changed nothing. */
  readonly state: { readonly before: string; readonly after: string; readonly unchanged?: string };
  /** What the reads of `preflight` and `state` answer when all is well and the work is still to do. */
  healthy(target: string): Answers;
  /** Such answers with one thing each that keeps the target from being sent, among neighbours in which nothing does. */
  blocked(target: string, neighbour: string): readonly Answers[];
}

/** Times of a listing, as the vendor writes them: of the lost call, of long before and of long after. */
export interface Times {
  readonly near: string;
  readonly early: string;
  readonly late: string;
}

/** What the reads of `lookup` answer, and what it must find: `found <job>`, `absent`, `unseen` or `unclear`. */
export type LookupCase = readonly [
  situation: string,
  answers: Answers,
  finds: string,
  /** The jobs that other requests have claimed. */
  taken?: readonly string[],
];

/** The cases of an operation's lookup, for a target of its intent. */
export type LookupCases = (target: string, neighbour: string, times: Times) => readonly LookupCase[];
