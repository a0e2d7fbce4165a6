import { NotSent, OutcomeUnknown } from '../../terms/errors.ts';
import { type Reply, send } from '../../transport/transport.ts';
import { parseJson } from '../../values/json/parse-json.ts';
import { isPlainObject } from '../../values/json/plain-object.ts';
import { keepSecret } from '../../values/redact.ts';
import { wait } from '../wait.ts';
import { currentCaller } from './caller.ts';
import { awsTime, learnTime } from './clock.ts';
import { AwsRefusal } from './refusal.ts';
import { originOf, SERVICES, type ServiceName } from './services.ts';

type Input = Readonly<Record<string, unknown>>;

const TRIES = 3;
const TIMEOUT_MS = 3000;
const IDLE_MS = 1000;
const PAUSE_MS = 50;
const THROTTLED_PAUSE_MS = 250;
// 1 MiB of items or messages, of which JSON may write every byte as six.
const LONGEST_REPLY = 8 * 1024 * 1024;

/**
 * Asks an AWS service, as in `askAws('sqs', 'SendMessageBatch', { … })`, up to three times: only for what may be carried
 * out twice. A try may take `timeoutMs`. Throws `AwsRefusal`, `NotSent`, `OutcomeUnknown`, or `Error` without credentials.
 */
export async function askAws<Output>(
  service: ServiceName,
  action: string,
  input: Input,
  timeoutMs = TIMEOUT_MS,
): Promise<Output> {
  for (let tried = 1; ; tried++) {
    try {
      return (await tryOnce(service, action, input, timeoutMs)) as Output;
    } catch (error) {
      if (tried === TRIES || !canPass(error)) throw error;
      const pause = error instanceof AwsRefusal && error.throttled ? THROTTLED_PAUSE_MS : PAUSE_MS;
      await wait(Math.random() * pause * 2 ** tried);
    }
  }
}

const canPass = (error: unknown) =>
  error instanceof AwsRefusal ? error.passing : error instanceof NotSent || error instanceof OutcomeUnknown;

// A chunk of its own, so that a run that asks AWS nothing does not read it.
let signer: Promise<typeof import('./sign.ts')> | undefined;

const loadSigner = () => {
  signer ??= import('./sign.ts');
  return signer;
};

async function tryOnce(service: ServiceName, action: string, input: Input, timeoutMs: number) {
  const { host, prefix, version } = SERVICES[service];
  const { AWS_SDK_UA_APP_ID: app } = process.env;
  const [{ sign }, caller] = await Promise.all([loadSigner(), currentCaller()]);
  const request = {
    method: 'POST',
    origin: originOf(service, caller.region, input),
    path: '/',
    headers: {
      'content-type': `application/x-amz-json-${version}`,
      'x-amz-target': `${prefix}.${action}`,
      'user-agent': `db-upkeep${app ? ` app/${app}` : ''}`,
    },
    body: JSON.stringify(input),
  };
  // AWS answers a wrong signature with the text it should have signed, session token included.
  for (const secret of [caller.secretAccessKey, caller.sessionToken]) if (secret) keepSecret(secret);
  const signed = await sign(request, host, caller, awsTime());
  return outputOf(await send(signed, timeoutMs, IDLE_MS, LONGEST_REPLY));
}

/** Throws `AwsRefusal`, or `OutcomeUnknown` for what no AWS service says. */
function outputOf({ status, headers, body }: Reply): object {
  const wrongTime = learnTime(headers.date);
  const said = body === '' ? {} : parseJson(body);
  if (status === 200 && isPlainObject(said)) return said;
  if (status === 200) throw new OutcomeUnknown('the reply is no JSON object');
  const { __type, message, Message } = isPlainObject(said) ? said : {};
  // As in `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException`.
  const name = String(__type ?? `HTTP ${status}`).replace(/^.*#/, '');
  throw new AwsRefusal(name, String(message ?? Message ?? 'no reason given'), status, wrongTime);
}
