import { expect } from '@jest/globals';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import type { Fault } from '../../stand-in/cloud/faults.ts';
import { type Case, cases } from '../world/cases.ts';
import { rememberEnvironment, setEnvironment } from '../world/environment.ts';
import { freshUser, seedAgain, signWithKeys } from '../world/seeded-cloud.ts';
import { type Ran, type Service, startService, type Way } from '../world/service.ts';

/** What becomes of a delivery: settled, delivered again, or on the dead-letter queue. */
export type Next = 'done' | 'later' | 'dead';

/** The handlers, their queues and the stand-in cloud, with what tests of this folder do to them. */
export interface World {
  readonly cloud: Cloud;
  readonly service: Service;
  /** The seeded cloud, all instances healthy, no faults and no records; tokens and the environment as at the start. */
  reset(): void;
  /** Changes the environment until the next `reset`; undefined removes a variable. */
  set(environment: Record<string, string | undefined>): void;
  /** Signs with the seeded access key from now on. */
  signWithKeys(): void;
  /** A user nobody has a token of yet. */
  freshUser(password?: string): void;
  /** Lets these faults befall the next submission of an operation, or the next token request. */
  befall(call: Case | 'token', fault: Fault | Fault[], times?: number): void;
  submissions(of?: Case): number;
  tokenRequests(): number;
  close(): Promise<void>;
}

const TOKEN_CALL = 'keystoneCreateUserTokenByPassword';
const SUBMISSIONS = cases.map(({ call }) => call);

/** Starts cloud and service. */
export async function startWorld(): Promise<World> {
  const cloud = await startCloud({ now: () => Date.now() });
  const service = await startService(cloud.endpoints);
  const restore = rememberEnvironment();
  const count = (calls: readonly string[]) =>
    cloud.received.filter(({ call }) => calls.includes(call)).length;

  const world: World = {
    cloud,
    service,
    reset() {
      seedAgain(cloud);
      restore();
    },
    set: setEnvironment,
    signWithKeys: () => signWithKeys(cloud),
    freshUser: (password) => freshUser(cloud, password),
    befall(call, fault, times = 1) {
      cloud.faults.add({ call: call === 'token' ? TOKEN_CALL : call.call, fault, times });
    },
    submissions: (of) => count(of ? [of.call] : SUBMISSIONS),
    tokenRequests: () => count([TOKEN_CALL]),
    async close() {
      await service.close();
      await cloud.close();
    },
  };
  world.reset();
  return world;
}

/** Never good news the cloud does not confirm, never bad news of work it took; every target is accounted for. */
export function expectTruth({ cloud }: World, { targets }: Case, ran: Ran): void {
  const outcomes = ran.lines[0]?.outcomes ?? [];
  for (const target of targets) {
    const verdicts = outcomes.filter((outcome) => outcome.target === target).map(({ verdict }) => verdict);
    expect(verdicts.length).toBeGreaterThan(0);
    if (cloud.accepted.some((work) => work.target === target)) {
      expect(verdicts.some((verdict) => verdict === 'accepted' || verdict === 'unknown')).toBe(true);
    } else {
      expect(verdicts).not.toContain('accepted');
    }
  }
  const jobs = cloud.accepted.map(({ job_id }) => job_id);
  for (const { job_id } of outcomes) if (job_id) expect(jobs).toContain(job_id);
}

/** What the platform was told, what lies on the dead-letter queue with which attributes, and what goes on from the own queue. */
export async function expectNext(
  world: World,
  way: Way,
  next: Next,
  ran: Ran,
  body?: unknown,
): Promise<void> {
  const [line] = ran.lines;
  const { queues } = world.service;
  const operation = line?.operation ?? '';
  const waiting = await queues.receiveAll(queues.url(operation));
  if (waiting.length > 0) await queues.purge(queues.url(operation));
  expect({ again: ran.again, dead: ran.dead.length, waiting: waiting.length }).toEqual({
    again: next === 'later' && way !== 'timer',
    dead: next === 'dead' ? 1 : 0,
    waiting: next === 'later' && way === 'timer' ? 1 : 0,
  });
  if (next === 'later' && way === 'timer') {
    const [{ Body = '', MessageAttributes = {} } = {}] = waiting;
    expect(MessageAttributes).toMatchObject({
      request_id: { StringValue: line?.request_id },
      trigger: { StringValue: 'timer' },
      triggered_at: { StringValue: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) },
    });
    if (body !== undefined) expect(JSON.parse(Body)).toEqual(body);
  }
  if (next !== 'dead') return;
  const code = line?.outcomes.find((outcome) => outcome.code)?.code;
  const [dead] = ran.dead;
  expect(dead?.attributes).toEqual({
    request_id: line?.request_id,
    trigger: line?.trigger,
    triggered_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    status: line?.status,
    reason: expect.stringMatching(/\S/),
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    ...(code && { code }),
    ...(way === 'webhook' && { sender: 'change-desk' }),
    // What the queue stand-in calls whoever sends.
    ...(way === 'queue' && { sender: '000000000000' }),
  });
  if (body !== undefined) expect(JSON.parse(dead?.body ?? '')).toEqual(body);
}

/** Settles when the condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
