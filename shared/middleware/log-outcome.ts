import { Ended, InvalidIntent } from '../errors.ts';
import type { Answer, Flow, Step } from '../flow.ts';
import { logReport } from '../log.ts';
import type { Operation } from '../operation.ts';
import { notSent, type Outcome, unknown } from '../outcome.ts';
import { type Report, type Status, statusOf } from '../report.ts';

type Ending = Pick<Report, 'status' | 'outcomes' | 'reason' | 'retry' | 'faults' | 'calls'>;

/** Turns whatever the steps after it ended with into the report, and prints it as the intent's one line. */
export const logOutcome = (operation: Operation): Step => {
  const started = new WeakMap<Flow, number>();
  const finish = (flow: Flow, ending: Ending): Report => {
    const report = {
      ...identity(operation, flow),
      ...ending,
      duration_ms: Date.now() - (started.get(flow) ?? Date.now()),
    };
    logReport(report);
    return report;
  };
  return {
    before: ({ event: flow }) => {
      started.set(flow, Date.now());
    },
    after: (run) => {
      const { outcomes, calls } = run.response as Answer;
      run.response = finish(
        run.event,
        calls ? { status: 'dry_run', outcomes, calls } : { status: statusOf(outcomes), outcomes },
      );
    },
    onError: (run) => {
      run.response = finish(run.event, endingOf(run.error, run.event.request?.targets ?? []));
    },
  };
};

function endingOf(error: unknown, targets: readonly string[]): Ending {
  if (!(error instanceof Ended)) {
    // A fault of our own: whether the request left is not known here, so nobody may repeat it.
    const reason = `internal error: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
    return { status: 'unknown', reason, outcomes: targets.map((target) => unknown(target, { reason })) };
  }
  const { status, message: reason, retry } = error;
  return {
    status,
    reason,
    ...(retry ? { retry } : {}),
    ...(error instanceof InvalidIntent ? { faults: error.faults } : {}),
    outcomes:
      error.outcomes.length > 0 ? error.outcomes : targets.map((target) => without(status, target, error)),
  };
}

const without = (status: Status, target: string, error: Ended & { code?: string }): Outcome => {
  const cause = { code: error.code, reason: error.message, retry: error.retry };
  return status === 'unknown' ? unknown(target, cause) : notSent(target, cause);
};

function identity(operation: Operation, flow: Flow): Omit<Report, 'status' | 'outcomes' | 'duration_ms'> {
  const { request, config } = flow;
  const region = request?.region ?? config?.HW_REGION_NAME;
  const project_id = request?.project_id ?? config?.HW_PROJECT_ID;
  return {
    operation: operation.name,
    request_id: request?.request_id ?? flow.request_id,
    trigger: flow.trigger,
    ...(region && { region }),
    ...(project_id && { project_id }),
    attempt: flow.attempt,
    cloud_request_ids: flow.cloud_request_ids ?? [],
    ...(request?.change_id && { change_id: request.change_id }),
    ...(request?.requested_by && { requested_by: request.requested_by }),
    ...(flow.sender && { sender: flow.sender }),
  };
}
