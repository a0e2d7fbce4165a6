import type { AddressInfo } from 'node:net';
import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { keepOutput } from '../secrets/kept.ts';
import { localCredentials } from './local-credentials.ts';

/** SQS in memory, with one queue and one dead-letter queue per name. */
export interface Queues {
  endpoint: string;
  region: string;
  /** A queue's URL with `{operation}` in the place of its name. */
  urlTemplate: string;
  deadLetterUrlTemplate: string;
  url(name: string): string;
  arn(name: string): string;
  deadLetterUrl(name: string): string;
  deadLetterArn(name: string): string;
  /** Sends a message with string attributes, and returns its id. */
  send(name: string, body: string, attributes?: Record<string, string>): Promise<string>;
  /** Every visible message, each given back at once (which still counts as a receive). */
  receiveAll(queueUrl: string): Promise<Message[]>;
  purge(queueUrl: string): Promise<void>;
  counts(queueUrl: string): Promise<{ visible: number; invisible: number; delayed: number }>;
  close(): Promise<void>;
}

/** How the queues are set up; a message moves to its dead-letter queue after `maxReceiveCount` receives. */
export interface QueueOptions {
  visibilitySeconds?: number;
  maxReceiveCount?: number;
  prefix?: string;
  region?: string;
}

/** Starts the queues on a free port of 127.0.0.1. */
export async function startQueues(names: readonly string[], options: QueueOptions = {}): Promise<Queues> {
  const {
    visibilitySeconds = 30,
    maxReceiveCount = 3,
    prefix = 'db-upkeep-local-',
    region = 'eu-west-1',
  } = options;
  // `startFauxqs` would listen on every interface.
  const server = buildApp({ logger: false, defaultRegion: region });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const endpoint = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const sqs = new SQSClient({ endpoint, region, credentials: localCredentials });

  const urlTemplate = `${endpoint}/000000000000/${prefix}{operation}`;
  const deadLetterUrlTemplate = `${urlTemplate}-dead`;
  const arn = (name: string) => `arn:aws:sqs:${region}:000000000000:${prefix}${name}`;
  const deadLetterArn = (name: string) => `${arn(name)}-dead`;
  const url = (name: string) => urlTemplate.replace('{operation}', name);
  const retention = { MessageRetentionPeriod: '1209600' };

  for (const name of names) {
    await sqs.send(new CreateQueueCommand({ QueueName: `${prefix}${name}-dead`, Attributes: retention }));
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLetterArn(name), maxReceiveCount });
    const Attributes = { ...retention, VisibilityTimeout: String(visibilitySeconds), RedrivePolicy };
    await sqs.send(new CreateQueueCommand({ QueueName: `${prefix}${name}`, Attributes }));
  }

  async function receive(QueueUrl: string): Promise<Message[]> {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages.length === 0 ? [] : [...Messages, ...(await receive(QueueUrl))];
  }

  return {
    endpoint,
    region,
    urlTemplate,
    deadLetterUrlTemplate,
    url,
    arn,
    deadLetterUrl: (name) => `${url(name)}-dead`,
    deadLetterArn,
    async send(name, body, attributes = {}) {
      const MessageAttributes = Object.fromEntries(
        Object.entries(attributes).map(([key, StringValue]) => [key, { DataType: 'String', StringValue }]),
      );
      const sent = new SendMessageCommand({ QueueUrl: url(name), MessageBody: body, MessageAttributes });
      return (await sqs.send(sent)).MessageId ?? '';
    },
    async receiveAll(QueueUrl) {
      const messages = await receive(QueueUrl);
      for (const { Body = '', MessageAttributes } of messages) {
        keepOutput(`attributes on ${QueueUrl}`, JSON.stringify(MessageAttributes ?? {}));
        // A work queue carries intents as they are.
        if (QueueUrl.endsWith('-dead')) keepOutput(`a message on ${QueueUrl}`, Body);
      }
      for (let first = 0; first < messages.length; first += 10) {
        const Entries = messages
          .slice(first, first + 10)
          .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
        await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
      }
      return messages;
    },
    async purge(QueueUrl) {
      await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    },
    async counts(QueueUrl) {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
      );
      return {
        visible: Number(Attributes.ApproximateNumberOfMessages),
        invisible: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
        delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed),
      };
    },
    async close() {
      sqs.destroy();
      await server.close();
    },
  };
}
