import { type Reader, reader } from '../huawei/read.ts';
import { absentFrom, schedule } from '../ledger/due-times.ts';
import { heedCancel } from '../ledger/entry/cancel.ts';
import { afterLook } from '../ledger/entry/changes.ts';
import { type Entry, mapTargets, outcomesOf, sendable, type TargetState } from '../ledger/entry/entry.ts';
import { noteOutcomes } from '../ledger/entry/history.ts';
import { stopLooking } from '../ledger/entry/stop-looking.ts';
import { othersSince, takeFoundJob } from '../ledger/locks/found-job.ts';
import { tookInstance } from '../ledger/locks/instance-lock.ts';
import { endLook, save, type Ticket } from '../ledger/ticket.ts';
import type { Settings } from '../settings/settings.ts';
import { Held, NothingToSend } from '../terms/errors.ts';
import type { Intent } from '../terms/intent.ts';
import type { Finding } from '../terms/lookup.ts';
import type { Operation } from '../terms/operation.ts';
import { accepted, unknown } from '../terms/outcome.ts';
import type { Ready } from './flow.ts';
import { pass } from './pass.ts';

/**
 * Asks the cloud what became of the ticket's targets whose outcome is unknown, and writes it down. Throws `NothingToSend` if nothing is left to
 * send, `Held`, and as `pass` does.
 */
export async function lookFor(operation: Operation, flow: Ready, ticket: Ticket): Promise<void> {
  const { settings, request } = flow;
  const cloud = reader(operation.service, request, flow.credentials, settings, flow.remaining);
  let entry = ticket.entry;
  const looked = new Set<string>();
  for (const target of ticket.look) {
    const state = entry.targets[target];
    // What there is no time for is looked for by the next run.
    if (state?.state !== 'unknown' || flow.remaining() < settings.HW_TIMEOUT_MS) continue;
    entry = afterLook(entry, target, await look(operation, flow, ticket, cloud, target, state));
    looked.add(target);
  }
  const now = Date.now();
  if (operation.lookup.taken_whole) entry = doubtAbsence(entry, ticket.entry, now, settings.TIMING);
  const seen = outcomesOf(entry).filter(({ target }) => looked.has(target));
  entry = stopLooking(entry, now, settings.TIMING, 'no run had the time for it');
  entry = heedCancel(noteOutcomes(entry, now, seen, { what: 'looked' }));
  const send = sendable(entry, now);
  const scheduled = schedule(entry, now, settings.TIMING);
  if (!(await save(operation, ticket, scheduled))) throw new Held('another run was faster', { retry: true });
  endLook(ticket, send);
  if (send.length === 0) throw new NothingToSend('looked into the cloud');
  await pass('looked', operation, flow);
}

/** What is absent though a job of the same call was found, or of a later one, is not proven: its record may be gone. */
function doubtAbsence(entry: Entry, before: Entry, now: number, timing: Settings['TIMING']): Entry {
  const learnedAt = (target: string) =>
    entry.jobs?.find((job) => job.target === target)?.accepted_at ?? (jobsOfTarget(entry, target) ? now : 0);
  const targets = mapTargets(entry, (state, target) => {
    const was = before.targets[target];
    if (state.state !== 'waiting' || was?.state !== 'unknown') return state;
    const taken = Object.keys(entry.targets).some((other) => learnedAt(other) >= was.since);
    return taken ? undecided({ unclear: PART_TAKEN }, target, was, now, timing) : state;
  });
  return { ...entry, targets };
}

const PART_TAKEN = 'not listed, though others of the same call are';

const jobsOfTarget = (entry: Entry, target: string): boolean => {
  const state = entry.targets[target];
  return state?.state === 'done' && state.outcomes.some(({ job_id }) => job_id !== undefined);
};

async function look(
  operation: Operation,
  flow: Ready,
  ticket: Ticket,
  cloud: Reader,
  target: string,
  state: Extract<TargetState, { state: 'unknown' }>,
): Promise<TargetState> {
  const { settings, request } = flow;
  const { TIMING } = settings;
  // An answer that was read for another target before may be that old.
  const now = cloud.since;
  const window = {
    from: state.since - TIMING.clock_skew_ms,
    to: absentFrom(state.until, TIMING) + TIMING.clock_skew_ms,
  };
  const about = { request: request.fields, target, window };
  const answers = await cloud.all(operation.lookup.reads(request.fields, target));
  const alone = operation.lookup.judge(answers, { ...about, taken: new Set() });
  const finding = mayBeSent(alone) ? alone : await amongOthers();
  if ('found' in finding && (await isOurs(operation, ticket, request, finding.found, target))) {
    return {
      state: 'done',
      outcomes: [{ ...accepted(target, finding.found), reason: 'found in the cloud; not sent again' }],
    };
  }
  return undecided(finding, target, state, now, TIMING);

  async function amongOthers(): Promise<Finding> {
    const { jobs, pending } = await othersSince(operation, ticket, request.project_id, window.from, TIMING);
    return pending.has(target)
      ? { unclear: 'another request is at work on this target' }
      : operation.lookup.judge(answers, { ...about, taken: jobs });
  }
}

function undecided(
  finding: Finding,
  target: string,
  state: Extract<TargetState, { state: 'unknown' }>,
  now: number,
  timing: Parameters<typeof absentFrom>[1],
): TargetState {
  const reason = `${state.outcome.reason?.split('; looked: ')[0]}; looked: ${wordsOf(finding)}`;
  const outcome = unknown(target, {
    code: state.outcome.code,
    reason,
    hint: 'look in the console before sending it again',
  });
  if (mayBeSent(finding) && now >= absentFrom(state.until, timing)) {
    return {
      state: 'waiting',
      due: now,
      doubt: state.since,
      ...('unseen' in finding && { undecided: outcome }),
      outcome: { target, verdict: 'not_sent', reason, retry: true },
    };
  }
  return now >= state.until + timing.look_for_ms
    ? { state: 'done', outcomes: [outcome] }
    : { ...state, outcome };
}

const mayBeSent = (finding: Finding): boolean => 'absent' in finding || 'unseen' in finding;

function wordsOf(finding: Finding): string {
  if ('found' in finding) return `job ${finding.found} belongs to another request`;
  if ('absent' in finding) return finding.absent;
  return 'unseen' in finding ? finding.unseen : finding.unclear;
}

/**
 * A job found in a list is ours only if no other request took its instance since, which the index might not show yet, nor
 * the job itself.
 */
const isOurs = async (operation: Operation, ticket: Ticket, request: Intent, job: string, target: string) =>
  (await tookInstance(operation, ticket, request, target)) && (await takeFoundJob(ticket, job, target));
