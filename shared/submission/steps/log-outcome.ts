import { logReport, type Write } from '../../telling/log.ts';
import type { Answer } from '../../terms/answer.ts';
import { CredentialsRefused, Duplicate, Ended, InvalidIntent, LoginLeftAlone } from '../../terms/errors.ts';
import { idIn } from '../../terms/intent.ts';
import type { Operation } from '../../terms/operation.ts';
import { notSent, type Outcome, unknown } from '../../terms/outcome.ts';
import { type Report, type Status, statusOf } from '../../terms/report.ts';
import { redact } from '../../values/redact.ts';
import { iso } from '../../values/time/instant.ts';
import type { Arrived, Unfinished } from '../flow.ts';
import type { Step } from '../step.ts';

type Ending = Partial<Report> & Pick<Report, 'status' | 'outcomes'>;

/** Turns whatever the steps after it ended with into the report, its secrets masked, and prints it as the intent's one line. */
export const logOutcome = (operation: Operation, write: Write): Step<Arrived> => {
  const started = new WeakMap<Arrived, number>();
  const finish = (flow: Unfinished, ending: Ending, error?: unknown): Report => {
    const duration_ms = Date.now() - (started.get(flow) ?? Date.now());
    const report = redact({ ...identity(operation, flow), ...ending, duration_ms });
    const loginRefused = error instanceof CredentialsRefused || error instanceof LoginLeftAlone;
    logReport(report, write, loginRefused);
    return report;
  };
  return {
    before: (flow) => {
      started.set(flow, Date.now());
    },
    after: (run) => {
      run.response = finish(run.event, endingOf(run.response as Answer));
    },
    onError: (run) => {
      const recorded = run.response as Answer | undefined;
      const failure = failureOf(run.error, run.event);
      run.response = finish(
        run.event,
        recorded ? { ...(failure.reason && { reason: failure.reason }), ...endingOf(recorded) } : failure,
        run.error,
      );
    },
  };
};

const endingOf = ({ outcomes, calls, recorded }: Answer): Ending => ({
  status: calls ? 'dry_run' : statusOf(outcomes),
  outcomes,
  ...(calls && { calls }),
  ...recorded,
});

function failureOf(ended: unknown, { request, submitted }: Unfinished): Ending {
  const targets = request?.targets ?? [];
  // A dry run answers once: nothing of it is worth waiting until the login is tried again.
  const error =
    request?.dry_run && ended instanceof LoginLeftAlone ? new CredentialsRefused(ended.message) : ended;
  if (!(error instanceof Ended)) {
    // A fault of our own: once something may have left, nobody may repeat it.
    const reason = `internal error: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
    const status = submitted ? 'unknown' : 'failed';
    return { status, reason, outcomes: targets.map((target) => untold(status, target, { reason })) };
  }
  const { status, code, message: reason, retry, next_try } = error;
  return {
    status,
    reason,
    ...(retry ? { retry } : {}),
    ...(next_try === undefined ? {} : { next_try: iso(next_try) }),
    ...(error instanceof InvalidIntent ? { faults: error.faults } : {}),
    ...(error instanceof Duplicate ? pastOf(error) : {}),
    outcomes:
      error.outcomes.length > 0
        ? error.outcomes
        : targets.map((target) => untold(status, target, { code, reason, retry })),
  };
}

const pastOf = ({ settled, hand_over, conflicts }: Duplicate): Partial<Report> => ({
  settled,
  ...(hand_over && { hand_over: 'pending' }),
  ...(conflicts.length > 0 && { conflicts }),
});

const untold = (status: Status, target: string, cause: Parameters<typeof unknown>[1]): Outcome =>
  status === 'unknown' ? unknown(target, cause) : notSent(target, cause);

function identity(
  operation: Operation,
  flow: Unfinished,
): Omit<Report, 'status' | 'outcomes' | 'duration_ms'> {
  const { request, settings, ticket } = flow;
  const region = request?.region ?? settings?.place.region;
  const project_id = request?.project_id ?? settings?.place.project_id;
  return {
    operation: operation.name,
    request_id: request?.request_id ?? (flow.pinned ? undefined : idIn(flow.intent)) ?? flow.request_id,
    trigger: flow.trigger,
    ...(region && { region }),
    ...(project_id && { project_id }),
    attempt: ticket ? Math.max(1, ticket.entry.tries) : flow.attempt,
    cloud_request_ids: flow.cloud_request_ids ?? [],
    ...(Object.keys(flow.seen?.unchecked ?? {}).length > 0 && { unchecked: flow.seen?.unchecked ?? {} }),
    ...(request?.change_id && { change_id: request.change_id }),
    ...(request?.requested_by && { requested_by: request.requested_by }),
    ...(flow.sender && { sender: flow.sender }),
  };
}
