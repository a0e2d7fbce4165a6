import { readAnswer } from '../../huawei/answer.ts';
import { converse } from '../../huawei/converse.ts';
import type { Credentials } from '../../huawei/credentials.ts';
import { endpointOf } from '../../huawei/endpoints.ts';
import { reader } from '../../huawei/read.ts';
import { fillRoute } from '../../huawei/route.ts';
import type { Answer } from '../../terms/answer.ts';
import type { Operation } from '../../terms/operation.ts';
import { alreadyDone, notSent, type Outcome, type Told } from '../../terms/outcome.ts';
import type { WireRequest } from '../../transport/transport.ts';
import { send } from '../../transport/transport.ts';
import type { Ready } from '../flow.ts';
import { ask } from '../gates/gates.ts';
import { askedIn, calendarReadings, factsOf } from '../gather.ts';
import { pass } from '../pass.ts';

/** The last step: one submission, once, and what became of each target. A dry run shows the calls instead. */
export const call =
  (operation: Operation) =>
  async (flow: Ready): Promise<Answer> => {
    const { request } = flow;
    const { credentials, ticket, brake } = flow;
    const targets = ticket?.send ?? flow.send ?? request.targets;
    const stopped = ticket ? [] : (flow.seen?.stopped ?? []);
    if (request.dry_run) return rehearse(operation, flow, credentials, targets);
    if (targets.length === 0 && stopped.length > 0) return { outcomes: stopped };
    if (targets.length === 0) throw new TypeError('a submission needs targets');
    const fields = { ...request.fields, ...operation.narrow?.(targets) };
    const { settings } = flow;
    const wire = wireRequest(operation, flow, fields);
    const reply = await converse(operation.service, credentials, wire, async (signed) => {
      await pass('leaving', operation, flow);
      flow.submitted = true;
      const answer = await send(signed, settings.HW_TIMEOUT_MS, settings.TIMING.connection_idle_ms);
      if (answer.request_id) flow.cloud_request_ids = [...(flow.cloud_request_ids ?? []), answer.request_id];
      return answer;
    });
    if (brake && reply.error?.kind === 'throttled') brake.throttled = true;
    const told = readAnswer(operation, fields, targets, reply);
    return {
      outcomes: inOrder(request.targets, [...stopped, ...(await prove(operation, flow, fields, told))]),
    };
  };

/** A refusal as already done counts as good news only with proof; without it, it stays a refusal. */
async function prove(
  operation: Operation,
  flow: Ready,
  fields: object,
  told: readonly Told[],
): Promise<Outcome[]> {
  const { state, service } = operation;
  const { settings, request } = flow;
  const cloud = reader(service, request, flow.credentials, settings, flow.remaining);
  return Promise.all(
    told.map(async (outcome) => {
      if (outcome.verdict !== 'said_done') return outcome;
      const { target, code, reason = '' } = outcome;
      const answers = await cloud.all(state.reads(fields, target)).catch(() => ({}));
      const holds = state.read(answers, fields, target)?.promised;
      return holds ? alreadyDone(target, { code, reason }) : { ...outcome, verdict: 'rejected' };
    }),
  );
}

/** In the order of the request; what was never asked for stands last. */
function inOrder(targets: readonly string[], outcomes: readonly Outcome[]): Outcome[] {
  const places = new Map(targets.map((target, place) => [target, place]));
  const placeOf = ({ target }: Outcome) => places.get(target) ?? targets.length;
  return outcomes.toSorted((one, other) => placeOf(one) - placeOf(other));
}

function wireRequest(operation: Operation, flow: Ready, fields: object): WireRequest {
  const { settings, request } = flow;
  const { project_id, region, language } = request;
  return {
    ...fillRoute(operation.route, { project_id, ...fields }),
    origin: endpointOf(operation.service, region, settings.place),
    headers: {
      'content-type': 'application/json',
      ...(language && operation.speaksLanguages && { 'x-language': language }),
    },
  };
}

async function rehearse(
  operation: Operation,
  flow: Ready,
  credentials: Credentials,
  targets: readonly string[],
): Promise<Answer> {
  const { request } = flow;
  const { stopped = [], unchecked = {} } = flow.seen ?? {};
  const fields = { ...request.fields, ...operation.narrow?.(targets) };
  const parts = targets.length === 0 ? [] : (operation.split?.(fields) ?? [{}]);
  const notChecked = (target: string) =>
    unchecked[target] ? `; not checked: ${unchecked[target].join(', ')}` : '';
  const closed = await closedText(operation, flow);
  const passed = targets.map((target) =>
    notSent(target, { code: 'dry_run', reason: `dry run: nothing was sent${notChecked(target)}${closed}` }),
  );
  return {
    outcomes: inOrder(request.targets, [...stopped, ...passed]),
    calls: parts.map((part) => {
      const { origin, path, ...rest } = credentials.mask(
        wireRequest(operation, flow, { ...fields, ...part }),
      );
      return { ...rest, url: `${origin}${path}` };
    }),
  };
}

/** What of the calendar would hold it, or end it, were it no dry run. */
async function closedText(operation: Operation, flow: Ready): Promise<string> {
  const readings = calendarReadings(operation, askedIn(flow));
  const answer = await ask('rehearsed', factsOf(operation, flow), readings);
  if (answer.says === 'go') return '';
  return `; it would be ${answer.says === 'wait' ? 'held' : 'refused'} now: ${answer.because}`;
}
