import { NotSent } from '../errors.ts';
import { type Answer, checked, type Flow } from '../flow.ts';
import { readAnswer } from '../huawei/answer.ts';
import { type Reply, send } from '../huawei/client.ts';
import type { Credentials } from '../huawei/credentials.ts';
import { endpointOf } from '../huawei/endpoints.ts';
import { parseJson, readEnvelope } from '../huawei/envelope.ts';
import { asksForFreshToken } from '../huawei/error-book.ts';
import { fillRoute, type WireRequest } from '../huawei/route.ts';
import type { Operation } from '../operation.ts';
import { notSent } from '../outcome.ts';
import { refuseLate } from './check-due.ts';

/** The last step: one submission, once, and what became of each target. A dry run shows the calls instead. */
export const call =
  (operation: Operation) =>
  async (flow: Flow): Promise<Answer> => {
    const { config, request } = checked(flow);
    const { credentials } = flow;
    if (!credentials) throw new TypeError('this step needs authenticate before it');
    if (request.dry_run) return rehearse(operation, flow, credentials);
    const wire = wireRequest(operation, flow, request.fields);
    const submit = async (): Promise<Reply> => {
      const signed = await credentials.sign(wire);
      const needed = config.HW_TIMEOUT_MS + config.TIMING.submit_margin_ms;
      if (flow.remaining() < needed) {
        throw new NotSent(
          `${Math.round(flow.remaining())} ms are left of this invocation, a submission needs ${needed}`,
        );
      }
      refuseLate(operation, request);
      const reply = await send(signed, config.HW_TIMEOUT_MS, config.TIMING.connection_idle_ms);
      if (reply.request_id) flow.cloud_request_ids = [...(flow.cloud_request_ids ?? []), reply.request_id];
      return reply;
    };
    const first = await submit();
    const reply = tokenRefused(first) && credentials.renew() ? await submit() : first;
    if (reply.status === 401) credentials.renew();
    return { outcomes: readAnswer(operation, request.fields, request.targets, reply) };
  };

/** The gateway or the service turned the request away for its token alone, so it started nothing. */
function tokenRefused({ status, body }: Reply): boolean {
  if (status < 400) return false;
  const envelope = readEnvelope(parseJson(body));
  return envelope !== undefined && asksForFreshToken(envelope.code, envelope.message);
}

function wireRequest(operation: Operation, flow: Flow, fields: object): WireRequest {
  const { config, request } = checked(flow);
  const { project_id, region, language } = request;
  return {
    ...fillRoute(operation.route, { project_id, ...fields }),
    origin: endpointOf(operation.service, region, config),
    headers: {
      'content-type': 'application/json',
      ...(language && operation.speaksLanguages && { 'x-language': language }),
    },
  };
}

function rehearse(operation: Operation, flow: Flow, credentials: Credentials): Answer {
  const { request } = checked(flow);
  const parts = operation.split?.(request.fields) ?? [{}];
  return {
    outcomes: request.targets.map((target) =>
      notSent(target, { code: 'dry_run', reason: 'dry run: nothing was sent' }),
    ),
    calls: parts.map((part) => {
      const { origin, path, ...rest } = credentials.mask(
        wireRequest(operation, flow, { ...request.fields, ...part }),
      );
      return { ...rest, url: `${origin}${path}` };
    }),
  };
}
