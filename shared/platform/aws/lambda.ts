import type { APIGatewayProxyEventV2, Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { isPlainObject } from '../../values/json/plain-object.ts';
import type { Fired, HttpRequest, Invocation, Received } from '../ports.ts';
import { firedBy } from './fired-by.ts';
import { invocationOf } from './invocation.ts';

type Handler<Answer> = (event: unknown, context: Context) => Promise<Answer>;

/** Takes a batch of messages; returns the ids of those that go back to the queue. */
type TakeBatch = (messages: readonly Received[], invocation: Invocation) => Promise<string[]>;

/** A handler for a queue: a batch of records, some of which may go back. */
export const onQueue =
  (take: TakeBatch): Handler<SQSBatchResponse> =>
  async (event, context) => {
    const { Records } = event as SQSEvent;
    const handedBack = await take(Records.map(receivedOf), invocationOf(context));
    return { batchItemFailures: handedBack.map((itemIdentifier) => ({ itemIdentifier })) };
  };

/** A handler for a queue's batches, and for whatever else a timer or a person invokes it with. */
export const onQueueOrTimer =
  <Answer>(
    take: TakeBatch,
    fire: (fired: Fired, invocation: Invocation) => Promise<Answer>,
  ): Handler<SQSBatchResponse | Answer> =>
  (event, context) =>
    isQueueEvent(event) ? onQueue(take)(event, context) : fire(firedBy(event), invocationOf(context));

/** A handler that is invoked at a pace, whatever its event says. */
export const onTick =
  <Answer>(run: (invocation: Invocation) => Promise<Answer>): Handler<Answer> =>
  (_event, context) =>
    run(invocationOf(context));

/** A handler behind an HTTP API. */
export const onHttp =
  <Answer>(answer: (request: HttpRequest, invocation: Invocation) => Promise<Answer>) =>
  (event: APIGatewayProxyEventV2, context: Context): Promise<Answer> =>
    answer(requestOf(event), invocationOf(context));

const isQueueEvent = (event: unknown): event is SQSEvent =>
  isPlainObject(event) &&
  Array.isArray(event.Records) &&
  event.Records.length > 0 &&
  event.Records.every((record) => isPlainObject(record) && record.eventSource === 'aws:sqs');

/** Attributes are whatever the message's sender wrote; SenderId is written by SQS: of a role its id, a colon and the session's name. */
function receivedOf({ messageId, body, attributes, messageAttributes }: SQSRecord): Received {
  const { SenderId, SentTimestamp, ApproximateReceiveCount } = attributes ?? {};
  const texts = Object.entries(messageAttributes ?? {}).flatMap(([name, { stringValue }]) =>
    stringValue === undefined ? [] : [[name, stringValue] as const],
  );
  return {
    id: messageId,
    body: String(body),
    attributes: Object.fromEntries(texts),
    ...(Number(SentTimestamp) > 0 && { sent_at: Number(SentTimestamp) }),
    times: Number(ApproximateReceiveCount) || 1,
    ...(SenderId && { sender: SenderId, principal: SenderId.split(':')[0] ?? '' }),
  };
}

/** The gateway decodes what it finds in a path, https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html. */
const requestOf = ({
  headers,
  body,
  isBase64Encoded,
  pathParameters,
}: APIGatewayProxyEventV2): HttpRequest => ({
  headers: headers ?? {},
  body: Buffer.from(String(body ?? ''), isBase64Encoded ? 'base64' : 'utf8'),
  path: pathParameters ?? {},
});
