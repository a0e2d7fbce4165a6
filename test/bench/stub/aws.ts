import { createHash } from 'node:crypto';
import { answerTable } from './table.ts';
import type { Reply, Request, World } from './world.ts';

/** The login that the stub's secret holds. */
export const login = {
  HW_DOMAIN_NAME: 'acme',
  HW_USER_NAME: 'upkeep',
  HW_USER_PASSWORD: 'correct horse battery staple',
};

/** Answers the few calls to DynamoDB, Secrets Manager and SQS that the benchmarked programs make. */
export function answerAws({ target, body }: Request, world: World): Reply {
  const [service = '', action = ''] = target.split('.');
  const input = JSON.parse(body) as Record<string, unknown>;
  if (service.startsWith('DynamoDB')) return answerTable(action, input, world);
  if (service === 'secretsmanager') return { status: 200, body: secret(input) };
  if (action === 'SendMessageBatch') return { status: 200, body: takeBatch(input, world) };
  return { status: 400, body: { __type: 'UnknownOperationException' } };
}

const secret = ({ SecretId }: Record<string, unknown>) => ({
  Name: SecretId,
  VersionId: '00000000-0000-4000-8000-000000000001',
  SecretString: JSON.stringify(
    SecretId === 'keys' ? { ak: 'AKIABENCH', sk: 'secret-key-of-the-bench' } : login,
  ),
});

interface BatchEntry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue: string }>>;
}

function takeBatch({ Entries }: Record<string, unknown>, { messages }: World) {
  const Successful = (Entries as BatchEntry[]).map(({ Id, MessageBody, MessageAttributes = {} }) => {
    const attributes = Object.entries(MessageAttributes).map(([name, { StringValue: stringValue }]) => [
      name,
      { stringValue, dataType: 'String' },
    ]);
    messages.push({ body: MessageBody, attributes: Object.fromEntries(attributes) });
    const md5 = createHash('md5').update(MessageBody).digest('hex');
    return { Id, MessageId: `message-${messages.length}`, MD5OfMessageBody: md5 };
  });
  return { Successful };
}
