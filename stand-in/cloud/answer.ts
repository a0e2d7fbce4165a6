import { setTimeout as sleep } from 'node:timers/promises';
import { authenticate, type Caller } from './authenticate.ts';
import type { EndingScript } from './ending.ts';
import type { Accepted, Exchange, Received } from './exchange.ts';
import { type Plan, planOf } from './fault-plan.ts';
import type { FaultScript } from './faults.ts';
import type { Ids } from './ids.ts';
import { gatewayError, iamError, noSuchApi, parameterError, Refusal } from './refusal.ts';
import type { Reply } from './reply.ts';
import type { DatabaseService } from './resources.ts';
import { type Match, matchRoute } from './routes.ts';
import { startWork } from './start-work.ts';
import type { State } from './state.ts';

/** What the servers of one cloud share. */
export interface World {
  state: State;
  faults: FaultScript;
  endings: EndingScript;
  received: Received[];
  accepted: Accepted[];
  ids: { jobs: Ids; requests: Ids };
  now(): number;
  /** The clock of tokens, signatures and lock-outs. */
  loginTime(): number;
}

/** A request as read from the wire, its record included. */
export interface Incoming {
  record: Received;
  rawQuery: string;
  body: Buffer;
}

/** Finds the reply to a request, doing what it asks on the way. The plan says what of the reply gets through. */
export const answer = async (incoming: Incoming, world: World): Promise<{ reply: Reply; plan?: Plan }> => {
  const { record } = incoming;
  try {
    const match = matchRoute(record.service, record.method, record.path);
    if (!match || world.state.unpublished.includes(match.route)) return { reply: noSuchApi() };
    record.call = match.call;
    const caller = callerOf(incoming, match, world);
    const { body, malformed } = parse(record);
    const plan = takePlan(record, match, body, world);
    if (plan.delay.beforeMs > 0) await sleep(plan.delay.beforeMs, undefined, { ref: false });
    const reply = attempt(() => {
      if (plan.instead) return plan.instead;
      if (plan.cut === 'before') return { status: 500 };
      if (malformed) throw record.service === 'iam' ? badIamBody() : parameterError(malformed);
      return plan.reshape(
        counted(match.handler(exchangeOf(record, match, body, caller, plan, world)), world),
      );
    });
    if (plan.delay.afterMs > 0) await sleep(plan.delay.afterMs, undefined, { ref: false });
    return { reply, plan };
  } catch (error) {
    return { reply: replyTo(error) };
  }
};

/** The reply with its total as the settings have it. */
const counted = (reply: Reply, { state }: World): Reply => {
  const { body } = reply;
  if (state.totalCount === 'number' || typeof body !== 'object' || body === null || !('total_count' in body))
    return reply;
  return { ...reply, body: { ...body, total_count: String(body.total_count) } };
};

const attempt = (work: () => Reply): Reply => {
  try {
    return work();
  } catch (error) {
    return replyTo(error);
  }
};

/** Nothing a caller sends may bring the stand-in down; what is not a refusal is a bad path or a bug of ours. */
const replyTo = (error: unknown): Reply => {
  if (error instanceof Refusal) return error.reply;
  if (error instanceof URIError) return gatewayError(400, 'APIGW.0201', 'API request error');
  console.error('stand-in cloud:', error);
  return gatewayError(500, 'APIGW.0201', `unexpected error: ${error}`);
};

const badIamBody = () => new Refusal(iamError(400, 'The request body is invalid', 'Bad Request'));

/** Whoever asks for a token has none; everything else must be authenticated. */
const callerOf = (
  { record, rawQuery, body }: Incoming,
  { call, params }: Match,
  world: World,
): Caller | undefined => {
  if (call === 'keystoneCreateUserTokenByPassword') return undefined;
  const { service, headers, method, path } = record;
  const header = (name: string) => String(headers[name] ?? '');
  const claim = {
    service,
    headers,
    signed: { method, path, rawQuery, header, body },
    project_id: params.project_id,
  };
  try {
    return authenticate(claim, world.state, world.loginTime());
  } catch (error) {
    // contract §6.1: IAM says it in its own envelope
    if (service === 'iam') throw new Refusal(iamError(401, 'The X-Auth-Token is invalid!', 'Unauthorized'));
    throw error;
  }
};

const parse = ({ body, headers }: Received): { body?: unknown; malformed?: string } => {
  if (body === '') return {};
  // contract §1: application/json, with or without a charset; how another type is refused is [I]
  if (!/^application\/json\b/i.test(headers['content-type'] ?? ''))
    return { malformed: 'Content-Type is invalid.' };
  try {
    return { body: JSON.parse(body) };
  } catch {
    return { malformed: 'the request body is not JSON.' };
  }
};

const takePlan = (
  { service, call, headers, query }: Received,
  { params }: Match,
  body: unknown,
  world: World,
): Plan => {
  const targets = targetsOf(params, query, body);
  const faults = world.faults.take({ service, call, targets, body, headers });
  return planOf(faults, service, call, world.loginTime());
};

/** What a request is about: its proxy, instance or task, else the ids in its body or query. */
const targetsOf = (
  params: Record<string, string>,
  query: Record<string, string>,
  body: unknown,
): string[] => {
  const named = params.proxy_id ?? params.instance_id ?? params.task_id ?? params.job_id;
  if (named !== undefined) return [named];
  const { instance_ids, instance_id, job_ids } = (body ?? {}) as Record<string, unknown>;
  const listed = instance_ids ?? (instance_id === undefined ? job_ids : [instance_id]);
  if (Array.isArray(listed)) return listed.map(String);
  return [query.id ?? query.job_id ?? query.instance_id ?? []].flat();
};

const exchangeOf = (
  { service, call, headers, query }: Received,
  { params, route }: Match,
  body: unknown,
  caller: Caller | undefined,
  plan: Plan,
  { state, endings, ids, accepted, ...time }: World,
): Exchange => {
  // One moment for the whole request: what it starts is listed as of the same time.
  const now = service === 'iam' ? time.loginTime() : time.now();
  return {
    service,
    call,
    route,
    params,
    query,
    headers,
    body,
    domain: caller?.domain ?? '',
    now,
    state,
    plan,
    nextId: (target) => state.presetIds.get(target)?.shift() ?? ids.jobs.uuid(),
    start: (order) => {
      const work = startWork(order, { call, faults: plan.jobFaults(order.target), endings, state, now });
      accepted.push({
        at: now,
        service: service as DatabaseService,
        call,
        target: order.target,
        job_id: work.id,
        instance_id: work.instance_id,
        request: body,
        authorization: caller?.kind ?? 'token',
      });
      return work;
    },
  };
};
