import { type Forward, type Json, type ProxyAnswer, startStrictProxy } from './strict-proxy.ts';

/** What the stand-ins for AWS leave out: how a deployed table and bus describe themselves. */
export interface Described {
  readonly endpoints: { readonly dynamodb: string; readonly sqs: string; readonly eventbridge: string };
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
  return {
    endpoints: { dynamodb: table.endpoint, sqs: queues.endpoint, eventbridge: bus.endpoint },
    asked,
    close: async () => {
      for (const one of [table, queues, bus]) await one.close();
    },
  };
}
