import { NotSent, OutcomeUnknown } from '../../terms/errors.ts';
import { type Reply, send, type WireRequest } from '../../transport/transport.ts';
import { keepSecret } from '../../values/redact.ts';
import { wait } from '../wait.ts';
import { currentCaller } from './caller.ts';
import { awsTime, learnTime } from './clock.ts';
import { AwsRefusal } from './refusal.ts';
import { hostOf, originOf, type ServiceName } from './services.ts';

/** What a service is asked, in the words of its protocol; `input` may name the queue that is asked. */
export interface Question extends Pick<WireRequest, 'method' | 'path' | 'headers' | 'body'> {
  readonly service: ServiceName;
  readonly input?: { readonly QueueUrl?: unknown };
}

/** Makes of a reply what it says. Throws `AwsRefusal`, which is told whether our clock was wrong, or `OutcomeUnknown`. */
export type ReadReply<Output> = (reply: Reply, wrongTime: boolean) => Output;

const TRIES = 3;
const IDLE_MS = 1000;
const PAUSE_MS = 50;
const THROTTLED_PAUSE_MS = 250;
// 1 MiB of items or messages, of which JSON may write every byte as six.
const LONGEST_REPLY = 8 * 1024 * 1024;

/**
 * Asks a service, signed, up to three times: only what may be carried out twice. A try may take `timeoutMs`. Throws
 * `AwsRefusal`, `NotSent`, `OutcomeUnknown`, or `Error` without credentials.
 */
export async function exchange<Output>(
  question: Question,
  read: ReadReply<Output>,
  timeoutMs: number,
): Promise<Output> {
  for (let tried = 1; ; tried++) {
    try {
      const reply = await askOnce(question, timeoutMs);
      return read(reply, learnTime(reply.headers.date));
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

async function askOnce(
  { service, input = {}, headers, ...asked }: Question,
  timeoutMs: number,
): Promise<Reply> {
  const { AWS_SDK_UA_APP_ID: app } = process.env;
  const [{ sign }, caller] = await Promise.all([loadSigner(), currentCaller()]);
  const request = {
    ...asked,
    origin: originOf(service, caller.region, input),
    headers: { ...headers, 'user-agent': `db-upkeep${app ? ` app/${app}` : ''}` },
  };
  // AWS answers a wrong signature with the text it should have signed, session token included.
  for (const secret of [caller.secretAccessKey, caller.sessionToken]) if (secret) keepSecret(secret);
  return send(await sign(request, hostOf(service), caller, awsTime()), timeoutMs, IDLE_MS, LONGEST_REPLY);
}
