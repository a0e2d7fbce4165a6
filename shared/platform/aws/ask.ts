import { OutcomeUnknown } from '../../terms/errors.ts';
import { parseJson } from '../../values/json/parse-json.ts';
import { isPlainObject } from '../../values/json/plain-object.ts';
import { exchange, type ReadReply } from './exchange.ts';
import { AwsRefusal } from './refusal.ts';
import type { ServiceName } from './services.ts';

type Input = Readonly<Record<string, unknown>>;

const TIMEOUT_MS = 3000;

/** The services that speak AWS's JSON protocol: the prefix of their targets, and their version of it. */
const PROTOCOLS = {
  dynamodb: { prefix: 'DynamoDB_20120810', version: '1.0' },
  eventbridge: { prefix: 'AWSEvents', version: '1.1' },
  secrets_manager: { prefix: 'secretsmanager', version: '1.1' },
  sqs: { prefix: 'AmazonSQS', version: '1.0' },
} as const satisfies Partial<Record<ServiceName, object>>;

export type JsonServiceName = keyof typeof PROTOCOLS;

/**
 * Asks an AWS service, as in `askAws('sqs', 'SendMessageBatch', { … })`, up to three times: only for what may be carried
 * out twice. A try may take `timeoutMs`. Throws `AwsRefusal`, `NotSent`, `OutcomeUnknown`, or `Error` without credentials.
 */
export function askAws<Output>(
  service: JsonServiceName,
  action: string,
  input: Input,
  timeoutMs = TIMEOUT_MS,
): Promise<Output> {
  const { prefix, version } = PROTOCOLS[service];
  const headers = {
    'content-type': `application/x-amz-json-${version}`,
    'x-amz-target': `${prefix}.${action}`,
  };
  const question = { service, method: 'POST', path: '/', headers, body: JSON.stringify(input), input };
  return exchange(question, outputOf as ReadReply<Output>, timeoutMs);
}

/** Throws `AwsRefusal`, or `OutcomeUnknown` for what no AWS service says. */
const outputOf: ReadReply<object> = ({ status, body }, wrongTime) => {
  const said = body === '' ? {} : parseJson(body);
  if (status === 200 && isPlainObject(said)) return said;
  if (status === 200) throw new OutcomeUnknown('the reply is no JSON object');
  const { __type, message, Message } = isPlainObject(said) ? said : {};
  // As in `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException`.
  const name = String(__type ?? `HTTP ${status}`).replace(/^.*#/, '');
  throw new AwsRefusal(name, String(message ?? Message ?? 'no reason given'), status, wrongTime);
};
