import type { Answers, Read } from './lookup.ts';

/** Reads under names of the caller's, all GETs. */
export type Reads = Readonly<Record<string, Read>>;

/** A job the cloud took for a target. */
export interface JobId {
  readonly target: string;
  readonly job_id: string;
}

/** What a read shows of a job; `word` is the cloud's own status, and one that nobody documents leaves the job open. */
export interface Sight {
  readonly status: 'open' | 'completed' | 'failed' | 'canceled';
  readonly word: string;
  readonly progress?: string;
  readonly reason?: string;
}

/** How a job is read and how long it may take. */
export interface Follow<Request> {
  /** Milliseconds after its start within which a job has to end. */
  readonly within_ms: number;
  /** How long the work usually takes, ms, as the vendor tells it or as is assumed: it counts where too few ends are known. */
  readonly takes_ms: number;
  /** When the job starts, epoch ms. Absent: once it is accepted. */
  starts?(request: Request): number | undefined;
  reads(job: JobId): Reads;
  /** *missing*: the cloud answered and does not know the job; undefined: it did not answer. */
  see(answers: Answers, job: JobId): Sight | 'missing' | undefined;
}

/** What a submission promises to change, as the cloud shows it now. */
export interface State {
  /** In words for a change record: `proxy 2.23.12.000`. */
  readonly shows: string;
  /** Whether the promise holds. */
  readonly promised: boolean;
}

/** How to read what a submission promises to change; undefined when a read failed or lacks the field. */
export interface StateReading<Request> {
  reads(request: Request, target: string): Reads;
  read(answers: Answers, request: Request, target: string): State | undefined;
}
