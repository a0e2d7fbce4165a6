import type { Fault, JobFault } from '../../stand-in/cloud/faults.ts';

/**
 * Where in the life of a request its process can be struck. *before* and *after* are sides of one conditional write or
 * one message, *request* of any request to AWS; *follow* are those of the function that follows jobs; `call`: the request stands at the cloud's door, `late`: the cloud takes the work after the process is
 * gone, `taken`: the work is taken and no answer has left.
 */
export type Point =
  | 'read'
  | 'follow-read'
  | `${'claim' | 'lock' | 'settle' | 'look' | 'job' | 'follow' | 'bus' | 'handed' | 'dead' | 'fan' | 'hook' | 'sweep' | 'request'}-${'before' | 'after'}`
  | 'call'
  | 'late'
  | 'taken';

/** *kill*: SIGKILL. *stall*: stopped until the function's time is out. *freeze*: stopped until its lease is over, or a moment. */
export interface Strike {
  readonly how: 'kill' | 'stall' | 'freeze';
  readonly point: Point;
  /** The how manieth time the request comes to that point, from 1. */
  readonly nth: number;
}

/** What befalls one request. */
export interface Script {
  readonly scenario: string;
  readonly strikes: readonly Strike[];
  /** What the cloud does with the 1st, 2nd, … submission. */
  readonly submissions: readonly Fault[][];
  /** What becomes of every job it starts. */
  readonly job?: JobFault;
  /** Its message becomes visible again while the first call is under way. */
  readonly comesEarly?: boolean;
}
