import { expect } from '@jest/globals';
import type { Job } from '../../shared/ledger/entry/job.ts';
import type { Fault } from '../../stand-in/cloud/faults.ts';
import { type Case, callsOf, casesOf, operationOf, requestOf, singles } from '../world/cases.ts';
import { at, MINUTE, START } from '../world/clock.ts';
import type { Followed, FollowLine } from '../world/service.ts';
import type { LedgerWorld } from '../world/world.ts';

/** One operation on one target: how its job and what it promises are read, and what that shows before and after. */
export interface Work extends Case {
  readonly target: string;
  /** When the job starts, in minutes after `START`, and how long it may take. */
  readonly starts: number;
  readonly within: number;
  /** The reads of the job, and of what it promises. */
  readonly jobRead: string;
  readonly proofReads: readonly string[];
  readonly before: string;
  readonly after: string;
  /** What shows where the work changed nothing; as before unless it is said. */
  readonly unchanged?: string;
}

async function workOf(one: Case): Promise<Work> {
  const operation = operationOf(one);
  const { job, state } = await casesOf(one.operation);
  const [target = ''] = one.targets;
  const [jobRead = ''] = callsOf(operation, operation.follow.reads({ target, job_id: 'job' }));
  const proofReads = callsOf(operation, operation.state.reads(requestOf(one, START), target));
  return { ...one, ...job, ...state, target, jobRead, proofReads };
}

/** Every operation, as rows for `test.each`. */
export const each = await Promise.all(
  singles.map(async (one) => ({ name: one.operation, one: await workOf(one) })),
);

/** The one of that operation. */
export const followedBy = ({ operation }: Case): Work =>
  each.find(({ name }) => name === operation)?.one as Work;

/** Has the cloud take one request, `r` unless named otherwise. */
export async function accept(world: LedgerWorld, one: Case, more: object = {}): Promise<void> {
  const ran = await world.service.fire('queue', one.operation, { request_id: 'r', ...one.intent, ...more });
  expect(ran.lines).toMatchObject([{ status: 'accepted' }]);
}

/** The jobs that the ledger holds of a request. */
export const jobsOf = async (world: LedgerWorld, request_id = 'r'): Promise<readonly Job[]> =>
  (await world.entry(request_id))?.jobs ?? [];

/** Minutes after `START` by the clock that everything goes by. */
export const minuteNow = (): number => (Date.now() - START) / MINUTE;

/** Delivers to `follow-job` what the sweep would put on its queue for a request. */
export async function look(world: LedgerWorld, one: Case, request_id = 'r'): Promise<Followed> {
  const { project_id } = one.intent;
  const event = world.mail('follow-job', { operation: one.operation, project_id, request_id });
  return (await world.service.invoke('follow-job', event)) as unknown as Followed;
}

/**
 * Follows a request at each whole minute at which it is due, as the sweep would bring it, until nothing of it is, or until
 * that minute; gives all lines.
 */
export async function followToEnd(
  world: LedgerWorld,
  one: Case,
  { request_id = 'r', until = 10_000 }: { request_id?: string; until?: number } = {},
): Promise<FollowLine[]> {
  const lines: FollowLine[] = [];
  for (let runs = 0; runs < 200; runs++) {
    const { follow_at } = (await world.entry(request_id)) ?? {};
    if (follow_at === undefined) return lines;
    const due = Math.ceil((Math.max(follow_at, Date.now()) - START) / MINUTE);
    at(Math.min(due, until));
    if (due > until) return lines;
    lines.push(...(await look(world, one, request_id)).lines);
  }
  throw new Error(`${request_id} was followed 200 times`);
}

/** Lets reads fail until further notice; without names all reads of the databases. */
export function blind(
  world: LedgerWorld,
  kind: 'status' | 'html' | 'truncated' | 'cut-before',
  calls?: readonly string[],
): void {
  const fault: Fault = kind === 'status' ? { kind, status: 503 } : { kind };
  world.cloud.faults.decide = ({ call }) =>
    (calls ? calls.includes(call) : /^(list|show)/.test(call)) ? fault : undefined;
}
