import type { Message } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';

/** The event Lambda's SQS event-source mapping hands to a function; times are shifted onto the function's clock. */
export function sqsEvent(messages: readonly Message[], queueArn: string, clockOffsetMs = 0): SQSEvent {
  return { Records: messages.map((message) => record(message, queueArn, clockOffsetMs)) };
}

function record(message: Message, queueArn: string, clockOffsetMs: number): SQSRecord {
  const { Attributes: system = {} } = message;
  const shifted = (time: string | undefined) => String(Number(time) + clockOffsetMs);
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: {
      ApproximateReceiveCount: system.ApproximateReceiveCount ?? '1',
      SentTimestamp: shifted(system.SentTimestamp),
      SenderId: system.SenderId ?? '',
      ApproximateFirstReceiveTimestamp: shifted(system.ApproximateFirstReceiveTimestamp),
    },
    messageAttributes: messageAttributes(message),
    ...(message.MD5OfMessageAttributes ? { md5OfMessageAttributes: message.MD5OfMessageAttributes } : {}),
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3] ?? '',
  };
}

function messageAttributes({ MessageAttributes: attributes = {} }: Message): SQSMessageAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue === undefined ? {} : { stringValue: StringValue }),
        ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
        stringListValues: [] as never[],
        binaryListValues: [] as never[],
        dataType: DataType as 'String' | 'Number' | 'Binary',
      },
    ]),
  );
}
