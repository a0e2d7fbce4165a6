import { expect } from '@jest/globals';
import type { Case } from '../world/cases.ts';
import type { Ran } from '../world/service.ts';
import type { Way } from '../world/triggers.ts';
import type { World } from '../world/world.ts';

/** What becomes of a delivery: settled, delivered again, or on the dead-letter queue. */
export type Next = 'done' | 'later' | 'dead';

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
