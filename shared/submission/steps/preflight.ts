import { type Reader, reader } from '../../huawei/read.ts';
import { leaveOut } from '../../ledger/ticket.ts';
import { Held } from '../../terms/errors.ts';
import type { State } from '../../terms/follow.ts';
import type { Intent } from '../../terms/intent.ts';
import type { Operation } from '../../terms/operation.ts';
import { alreadyDone, type Outcome, rejected } from '../../terms/outcome.ts';
import { type Misfit, obstacle } from '../../terms/preflight.ts';
import { atOnce } from '../../values/chunks.ts';
import { iso } from '../../values/time/instant.ts';
import { MINUTE } from '../../values/time/units.ts';
import type { Ready } from '../flow.ts';
import type { Step } from '../step.ts';
import { type OwnWindow, ownWindowFor } from './own-window.ts';

const AT_ONCE = 5;

/**
 * Looks at what the vendor's documents ask a person to look at: obvious misfits are not sent, what is there already is not
 * sent, and what was there before is kept. A read that fails blocks nothing but an intent that expects something.
 * `PREFLIGHT=off` skips it for all others.
 */
export const preflight = (operation: Operation): Step<Ready> => ({
  before: async (flow) => {
    const { settings, request } = flow;
    const targets = flow.ticket?.send ?? request.targets;
    if (targets.length === 0 || flow.brake?.throttled) return;
    const own = await ownWindowFor(operation, flow);
    if (settings.PREFLIGHT === 'off' && !own && !request.expects) {
      flow.seen = {
        looked: targets,
        stopped: [],
        until: {},
        baselines: {},
        unchecked: {},
        at_rest: new Set(),
      };
      return;
    }
    // A slow read must leave the submission its time; the reader keeps back its own, and the margin.
    const spare = () => flow.remaining() - settings.HW_TIMEOUT_MS;
    const cloud = reader(operation.service, request, flow.credentials, settings, spare);
    const stopped: Outcome[] = [];
    const baselines: Record<string, State> = {};
    const unchecked: Record<string, readonly string[]> = {};
    const at_rest = new Set<string>();
    const until: Record<string, number> = {};
    const looked = await atOnce(AT_ONCE, targets, (target) => look(operation, flow, cloud, target, own));
    for (const { target, kept, state, findings } of looked) {
      if (kept) stopped.push(kept.outcome);
      if (kept?.until !== undefined) until[target] = kept.until;
      if (state) baselines[target] = state;
      if (findings.unchecked.length > 0) unchecked[target] = findings.unchecked;
      if (findings.at_rest) at_rest.add(target);
    }
    flow.seen = { looked: targets, stopped, until, baselines, unchecked, at_rest };
    const gone = new Set(stopped.map(({ target }) => target));
    if (flow.ticket) return leaveOut(flow.ticket, gone);
    flow.send = targets.filter((target) => !gone.has(target));
    if (!request.dry_run) holdUntil(stopped, Object.values(until));
  },
});

/** Where no ledger keeps targets that wait, whoever brought them does. Throws `Held` where nothing else became of any. */
function holdUntil(stopped: readonly Outcome[], times: readonly number[]): void {
  const [first] = stopped;
  if (!first || times.length < stopped.length) return;
  const { reason = '' } = first;
  throw new Held(reason, { retry: true, next_try: Math.min(...times), outcomes: stopped });
}

async function look(
  operation: Operation,
  flow: Ready,
  cloud: Reader,
  target: string,
  own: OwnWindow | undefined,
) {
  const { request } = flow;
  const { fields } = request;
  // Few intents expect anything, and telling what a date means in a region takes a table of them.
  const expected = request.expects && (await import('../expectations.ts'));
  const answers = await cloud.all({
    ...operation.preflight.reads(fields, target),
    ...operation.state.reads(fields, target),
    ...expected?.expectationReads(operation, request, target),
    ...own?.reads(target),
  });
  const state = operation.state.read(answers, fields, target);
  const read = operation.preflight.check(answers, fields, target);
  const doubt = cloud.tooLong() ? UNREADABLE : read.doubt;
  const findings = { ...read, ...(doubt && { doubt }) };
  const seen = { answers, findings, now: Date.now() };
  const least = operation.preflight.least_ms?.(answers, target);
  const misfit =
    (expected && !state?.promised
      ? expected.unexpected(operation, request, target, seen)
      : obstacle(operation, findings)) ?? tooLong(request, least);
  const outcome = outcomeOf(target, misfit, state, findings.note);
  // What passes by itself may pass before the window opens.
  const waits = !outcome || outcome.retry ? own?.judge(answers, target, least) : undefined;
  return { target, state, findings, kept: waits ?? (outcome && { outcome }) };
}

/** It will be as long the next time: looking again is for the case that somebody tidies up there. */
const UNREADABLE: Misfit = {
  reason: 'what the cloud shows of the instance is too long to be read',
  hint: 'look at the instance in the console; PREFLIGHT=off sends it without looking',
  retry: true,
};

function outcomeOf(
  target: string,
  misfit: Misfit | undefined,
  state: State | undefined,
  note: string | undefined,
): Outcome | undefined {
  // What is there already needs no waiting for its turn.
  if (state?.promised && (!misfit || misfit.retry)) {
    return alreadyDone(target, { code: 'preflight', reason: `nothing to do: ${state.shows}`, hint: note });
  }
  return misfit && rejected(target, { code: 'preflight', ...misfit });
}

/** Where nothing says by when it has to end, an explicit `not_after` does. */
function tooLong({ ends_by, not_after, deadline }: Intent, least: number | undefined): Misfit | undefined {
  const [bound, at] =
    ends_by !== undefined
      ? ['ends_by', ends_by]
      : ['not_after', not_after === undefined ? undefined : deadline];
  if (least === undefined || at === undefined || Date.now() + least <= at) return undefined;
  return {
    ...(ends_by !== undefined && { code: 'ends_too_late' }),
    reason: `it takes ${Math.round(least / MINUTE)} minutes or more and could not end before ${bound}, ${iso(at)}`,
    hint: `send it with a later ${bound}`,
  };
}
