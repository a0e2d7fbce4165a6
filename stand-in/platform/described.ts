import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from './listen.ts';
import { type Forward, type Json, type ProxyAnswer, startStrictProxy } from './strict-proxy.ts';

/** What the stand-ins for AWS leave out: how a deployed table and bus describe themselves. */
export interface Described {
  readonly endpoints: {
    readonly dynamodb: string;
    readonly sqs: string;
    readonly eventbridge: string;
    readonly sns: string;
  };
  /** Where people are mailed; somebody has subscribed. */
  readonly topic: string;
  /** What was asked, as in `dynamodb DescribeTable`. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

const json = (output: Json, status = 200): ProxyAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  output,
});
const missing = (what: string) =>
  json({ __type: 'ResourceNotFoundException', message: `${what} does not exist.` }, 400);
const failures = {
  throttled: json({ __type: 'ThrottlingException', message: 'Rate exceeded' }, 400),
  error: json({ __type: 'InternalServerError', message: 'Internal server error' }, 500),
};

const TABLE: Readonly<Record<string, Json>> = {
  DescribeTimeToLive: {
    TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires_at' },
  },
  DescribeContinuousBackups: {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
    },
  },
};

/** Starts them in front of a DynamoDB, an SQS and a bus of this name in memory; without a bus, nothing takes events. */
export async function startDescribed(given: {
  readonly dynamodb: string;
  readonly sqs: string;
  readonly eventbridge?: string;
  readonly busName: string;
  /** Its ARN. */
  readonly topic?: string;
}): Promise<Described> {
  const asked: string[] = [];
  const start = (
    service: string,
    target: string,
    handle: (action: string, input: Json, forward: Forward) => Promise<ProxyAnswer>,
  ) => {
    const before = ({ action }: { action: string }) => asked.push(`${service} ${action}`) > 0;
    return startStrictProxy({ target, failures, handle, watch: { before } });
  };
  const table = await start('dynamodb', given.dynamodb, async (action, input, forward) => {
    const own = TABLE[action];
    return own ? json(own) : forward(input);
  });
  const queues = await start('sqs', given.sqs, (_, input, forward) => forward(input));
  const bus = await start('eventbridge', given.eventbridge ?? '', async (action, input, forward) => {
    const { Name } = input;
    if (action === 'PutEvents' && given.eventbridge) return forward(input);
    return action === 'DescribeEventBus' && Name === given.busName
      ? json({ Name, Arn: `arn:aws:events:eu-west-1:000000000000:event-bus/${given.busName}` })
      : missing(`Event bus ${String(Name)}`);
  });
  const topic = given.topic ?? 'arn:aws:sns:eu-west-1:000000000000:db-upkeep-local-people';
  const mails = await startTopic(topic, asked);
  return {
    endpoints: {
      dynamodb: table.endpoint,
      sqs: queues.endpoint,
      eventbridge: bus.endpoint,
      sns: mails.url,
    },
    topic,
    asked,
    close: async () => {
      for (const one of [table, queues, bus, mails]) await one.close();
    },
  };
}

/** SNS's GetTopicAttributes for one topic: https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
function startTopic(topic: string, asked: string[]) {
  const attributes = {
    TopicArn: topic,
    SubscriptionsConfirmed: 1,
    SubscriptionsPending: 0,
    SubscriptionsDeleted: 0,
  };
  const entries = Object.entries(attributes).map(
    ([name, value]) => `<entry><key>${name}</key><value>${value}</value></entry>`,
  );
  const server = createServer(async (request, response) => {
    const said = new URLSearchParams(await text(request));
    const action = said.get('Action') ?? '';
    asked.push(`sns ${action}`);
    const refuse = (status: number, code: string, why: string) =>
      response
        .writeHead(status, { 'content-type': 'text/xml' })
        .end(
          `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${why}</Message></Error></ErrorResponse>`,
        );
    if (action !== 'GetTopicAttributes') return refuse(400, 'InvalidAction', `no action ${action}`);
    if (said.get('TopicArn') !== topic) return refuse(404, 'NotFound', 'Topic does not exist');
    return response
      .writeHead(200, { 'content-type': 'text/xml' })
      .end(
        `<GetTopicAttributesResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><GetTopicAttributesResult><Attributes>${entries.join('')}</Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>`,
      );
  });
  return listen(server);
}
