import { parseJson } from '../values/json/parse-json.ts';
import { isPlainObject } from '../values/json/plain-object.ts';

// What a submission must know of the rollout that released it. The fleet's own rooms stand above and know the rest.

/** The number of the form of a rollout's head; one with another number is left alone. */
export const ROLLOUT_SCHEMA = 1;

/** How the ids of all releases begin. */
export const RELEASES = 'fleet/';

const ID = /^fleet\/([A-Za-z0-9-]{1,128})\/(\d{1,5})\/(\d{1,4})(\/backup)?$/;

/** One try to have one target of a rollout worked on. */
export interface Release {
  readonly rollout: string;
  /** Which target of the rollout, counted from 0. */
  readonly seq: number;
  /** Which try of it, counted from 1. */
  readonly attempt: number;
  /** Its instance is to be backed up; absent: the work itself. */
  readonly stage?: Stage | undefined;
}

/** What is released before the work on a target. */
export type Stage = 'backup';

/** The `request_id` under which a release is asked for. */
export const releaseId = ({ rollout, seq, attempt, stage }: Release): string =>
  `${RELEASES}${rollout}/${seq}/${attempt}${stage === undefined ? '' : `/${stage}`}`;

/** The release that a `request_id` names; undefined for every other id. */
export function readReleaseId(request_id: string): Release | undefined {
  const [, rollout = '', seq, attempt, stage] = ID.exec(request_id) ?? [];
  if (rollout === '') return undefined;
  return {
    rollout,
    seq: Number(seq),
    attempt: Number(attempt),
    ...(stage !== undefined && { stage: 'backup' }),
  };
}

/** How the keys begin under which rollouts lie in the fleet table. */
export const ROLLOUTS = 'rollout#';

/** Under which everything of a rollout lies in the fleet table. */
export const rolloutKey = (rollout: string): string => `${ROLLOUTS}${rollout}`;

/** The second key of a rollout's head. */
export const ROLLOUT_HEAD = 'head';

/** What of a rollout's head decides what becomes of its releases. */
export interface RolloutStanding {
  /** A number that is not known here: nothing is sent. */
  readonly schema: number;
  /** Only `running` sends. */
  readonly state: string;
  /** Targets that a person holds, with the time (epoch ms) until which they are left alone. */
  readonly holds: Readonly<
    Record<string, { readonly until: number; readonly by: string; readonly because: string }>
  >;
  /** What is at work, and what keeps its slot since nobody knows whether it is. */
  readonly in_flight: readonly { readonly seq: number }[];
  readonly kept: readonly { readonly seq: number }[];
}

/** Reads that out of a head's document; undefined for one that is none, and for a schema that is not known here. */
export function readStanding(document: string): RolloutStanding | undefined {
  const head = parseJson(document);
  if (!isPlainObject(head)) return undefined;
  const { schema, state, holds, in_flight, kept } = head;
  const isOurs = schema === ROLLOUT_SCHEMA && typeof state === 'string' && isPlainObject(holds);
  const isWhole = isOurs && Array.isArray(in_flight) && Array.isArray(kept);
  return isWhole && Object.values(holds).every(isHold) ? (head as unknown as RolloutStanding) : undefined;
}

const isHold = (hold: unknown) => isPlainObject(hold) && typeof hold.until === 'number';

/** Who calls a release off that its rollout takes back, as the ledger names them. */
export const calledOffBy = (fleet: string): string => `fleet:${fleet}`;
