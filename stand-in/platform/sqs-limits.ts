import type { Json } from './strict-proxy.ts';

/** Why SQS refuses. */
export interface Fault {
  code: string;
  message: string;
}

/** A message, and a whole batch of them, may be 1 MiB long. */
export const maxBatchBytes = 1_048_576;

/** A refusal of one parameter's value. */
export const invalid = (message: string): Fault => ({ code: 'InvalidParameterValue', message });

/** Refuses a value that is given and not a whole number from `least` to `most`. */
export function wholeSecondsFault(name: string, value: unknown, most: number, least = 0): Fault | undefined {
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return undefined;
  return invalid(
    `Value ${value} for parameter ${name} is invalid. Reason: Must be an integer between ${least} and ${most}.`,
  );
}

/** The bytes SQS counts: the body, and each attribute's name, type and value. */
export function messageSize({ MessageBody, MessageAttributes }: Json): number {
  const attributes = Object.entries((MessageAttributes ?? {}) as Record<string, Attribute>);
  return attributes.reduce(
    (size, [name, { DataType, StringValue, BinaryValue }]) =>
      size +
      bytes(name) +
      bytes(DataType) +
      bytes(StringValue) +
      Buffer.from(BinaryValue ?? '', 'base64').length,
    bytes(MessageBody),
  );
}

/** Refuses a message SQS would not take. */
export function messageFault(message: Json): Fault | undefined {
  const delay = wholeSecondsFault('DelaySeconds', message.DelaySeconds, 900);
  if (delay) return delay;
  const attributes = Object.entries((message.MessageAttributes ?? {}) as Record<string, Attribute>);
  if (attributes.length > 10) {
    const count = `Number of message attributes [${attributes.length}] exceeds the allowed maximum [10].`;
    return invalid(count);
  }
  for (const [name, attribute] of attributes) {
    const fault = attributeFault(name, attribute);
    if (fault) return fault;
  }
  const { MessageGroupId: group } = message;
  if (group !== undefined && !/^[\x21-\x7e]{1,128}$/.test(String(group))) {
    return invalid(
      `Value ${group} for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and ` +
        'punctuation characters. 1 to 128 in length.',
    );
  }
  if (messageSize(message) <= maxBatchBytes) return undefined;
  return invalid(
    `One or more parameters are invalid. Reason: Message must be shorter than ${maxBatchBytes} bytes.`,
  );
}

interface Attribute {
  DataType?: string;
  StringValue?: string;
  BinaryValue?: string;
}

function attributeFault(name: string, { DataType, StringValue, BinaryValue }: Attribute): Fault | undefined {
  if (!/^[\w.-]{1,256}$/.test(name) || /^(aws|amazon)\.|^\.|\.$|\.\./i.test(name)) {
    return invalid(
      `Message (user) attribute name '${name}' is invalid. It can contain alphanumeric characters, underscores, hyphens and ` +
        'single periods within, up to 256, and must not start with a reserved prefix.',
    );
  }
  if (!/^(String|Number|Binary)(\.[^\s]+)?$/.test(DataType ?? '')) {
    return invalid(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type ` +
        'prefixes is Binary, Number, and String.',
    );
  }
  if (StringValue || BinaryValue) return undefined;
  return invalid(
    `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`,
  );
}

const bytes = (text: unknown) => Buffer.byteLength(String(text ?? ''));
