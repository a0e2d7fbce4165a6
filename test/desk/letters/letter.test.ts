import { describe, expect, test } from '@jest/globals';
import { type Message, received } from '../../../cli/dead-letter-queue.ts';
import { letterOf as letterIn } from '../../../shared/desk/letters/letter.ts';
import { PATCH_INSTANCES } from '../../../stand-in/cloud/seed.ts';

const letterOf = (message: Message) => letterIn(received(message));
const intent = { instance_ids: [PATCH_INSTANCES[0]] };
const failed = {
  version: '1.0',
  timestamp: '2026-11-21T02:00:00.000Z',
  requestContext: { requestId: '0b2d3f3e-1111-4222-8333-444455556666', condition: 'RetriesExhausted' },
  requestPayload: intent,
  responseContext: { statusCode: 200, functionError: 'Unhandled' },
};

test('a timer event that Lambda gave up is read out of the record of its destination', () => {
  expect(letterOf({ MessageId: 'm-1', Body: JSON.stringify(failed) })).toMatchObject({
    request_id: '0b2d3f3e-1111-4222-8333-444455556666',
    intent,
    trigger: 'timer',
    triggered_at: Date.parse('2026-11-21T02:00:00Z'),
    reason: 'Lambda gave the event up: RetriesExhausted',
  });
});

test('so is one that came in an envelope', () => {
  const requestPayload = { 'detail-type': 'x', id: 'event-1', detail: intent, time: '2026-11-21T01:59:00Z' };
  expect(letterOf({ Body: JSON.stringify({ ...failed, requestPayload }) })).toMatchObject({
    // The function took the event by this id, and the ledger knows it so.
    request_id: 'event-1',
    intent,
    triggered_at: Date.parse('2026-11-21T01:59:00Z'),
  });
});

test('an intent of its own field names is none', () => {
  expect(letterOf({ MessageId: 'm-2', Body: JSON.stringify(intent) })).toMatchObject({
    request_id: 'm-2',
    intent,
    trigger: 'queue',
    reason: 'delivered too often',
  });
});

describe('what EventBridge Scheduler gave up', () => {
  const arn = 'arn:aws:scheduler:eu-west-1:123456789012:schedule/db-upkeep-prod/weekly';
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  const MessageAttributes = {
    SCHEDULE_ARN: text(arn),
    SCHEDULED_TIME: text('2026-11-21T02:00:00Z'),
    ERROR_CODE: text('TooManyRequestsException'),
    ERROR_MESSAGE: text('Rate exceeded'),
  };
  const written = { request_id: '<aws.scheduler.schedule-arn>/<aws.scheduler.scheduled-time>', ...intent };

  test.each([
    [
      'as the request that failed',
      { FunctionName: 'f', InvocationType: 'Event', Payload: JSON.stringify(written) },
    ],
    ['as the input itself', written],
  ])('is read out of its record: %s', (_, body) => {
    expect(letterOf({ MessageId: 'm-3', Body: JSON.stringify(body), MessageAttributes })).toMatchObject({
      request_id: `${arn}/2026-11-21T02:00:00Z`,
      intent: { ...intent, request_id: `${arn}/2026-11-21T02:00:00Z` },
      trigger: 'timer',
      triggered_at: Date.parse('2026-11-21T02:00:00Z'),
      reason: 'EventBridge Scheduler gave it up: TooManyRequestsException Rate exceeded',
    });
  });

  test('and stays unreadable when its input is', () => {
    const letter = letterOf({ Body: '{"Payload":"no JSON"}', MessageAttributes });
    expect(letter).not.toHaveProperty('intent');
  });
});
