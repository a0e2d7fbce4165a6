import type { SQSEvent } from 'aws-lambda';
import type { Report } from '../../shared/terms/report.ts';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';
import type { Invocation } from '../../stand-in/platform/lambda.ts';
import type { EndLine, Lives } from './life.ts';
import { FOLLOWER } from './pool.ts';
import type { Tally } from './tally.ts';

/** How often a function said that a freeze holds something. */
export const HELD_FROZEN = 'reports of a freeze that holds';

/** Follows what functions are handed and what they print. */
export interface Deliveries {
  onInvoke(event: unknown, place: string): void;
  onEnd(event: unknown, place: string, invocation: Invocation): void;
  onLog(line: string): void;
}

/** `reported` hears of every request that a function has said something about. */
export function followDeliveries(lives: Lives, tally: Tally, reported: (id: string) => void): Deliveries {
  const recordsOf = (event: unknown) =>
    isPlainObject(event) && Array.isArray(event.Records) ? (event as unknown as SQSEvent).Records : [];
  const operationAt = (place: string) => place.replace(/-\d+$/, '');
  return {
    onInvoke(event, place) {
      const operation = operationAt(place);
      tally.add(operation === 'sweep' ? 'sweeps' : 'invocations');
      if (operation === 'sweep' || operation === 'receive-webhook') return;
      const records = recordsOf(event);
      if (operation === FOLLOWER) {
        tally.add('looks delivered', records.length);
        for (const { messageAttributes } of records) {
          const life = lives.all.get(messageAttributes.request_id?.stringValue ?? '');
          if (life) lives.note(life, `${place} is to follow it`);
        }
        return;
      }
      tally.add('deliveries', Math.max(1, records.length));
      for (const { messageAttributes, messageId, receiptHandle, attributes } of records) {
        const life = lives.of(messageAttributes.request_id?.stringValue ?? messageId, operation);
        life.receipt = { operation, handle: receiptHandle };
        lives.note(life, `delivered to ${place}, receive ${attributes.ApproximateReceiveCount}`);
      }
    },
    onEnd(event, place, { end, error }) {
      if (end === 'returned') return;
      tally.add(
        end === 'timeout' ? 'time-outs' : `invocations that ${end === 'error' ? 'failed' : 'crashed'}`,
      );
      const why = `${place} ended: ${end} ${error?.errorMessage ?? ''}`;
      for (const { messageAttributes, messageId } of recordsOf(event)) {
        const life = lives.all.get(messageAttributes.request_id?.stringValue ?? messageId);
        if (life) lives.note(life, why);
      }
      if (end === 'error') tally.add(`error ${error?.errorType}: ${error?.errorMessage.slice(0, 120)}`);
    },
    onLog(line) {
      const report = parsed(line);
      if (!report) {
        if (!/Invoke Error/.test(line)) tally.add(`odd ${line.replace(/^\S+\t\S+\t/, '').slice(0, 160)}`);
        return;
      }
      if (report.operation === 'sweep') return;
      if (report.operation === FOLLOWER) {
        tally.add(`error follow-job: ${report.reason?.slice(0, 120)}`);
        return;
      }
      if ('end' in report) {
        lives.ended(lives.of(report.request_id, report.operation), report as unknown as EndLine);
        return;
      }
      tally.add(`status ${report.status}`);
      const life = lives.of(report.request_id, report.operation);
      if (report.outcomes.some(({ code }) => code === 'held')) tally.add('reports of a lock that is held');
      if (report.outcomes.some(({ code }) => code === 'frozen')) tally.add(HELD_FROZEN);
      if (report.outcomes.some(({ code }) => code === 'preflight'))
        tally.add('reports of a stop by preflight');
      const fromWebhook = report.outcomes.some(({ code }) => code === 'queued');
      if (report.reason) lives.note(life, `reason: ${report.reason.slice(0, 160)}`);
      lives.told(life, report.status, report.outcomes);
      if (!fromWebhook) reported(report.request_id);
    },
  };
}

function parsed(line: string): Report | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isPlainObject(value) && typeof value.operation === 'string'
      ? (value as unknown as Report)
      : undefined;
  } catch {
    return undefined;
  }
}
