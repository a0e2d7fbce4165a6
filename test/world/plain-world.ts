import type { SQSEvent } from 'aws-lambda';
import type { Cloud } from '../../stand-in/cloud/cloud.ts';
import type { Fault } from '../../stand-in/cloud/faults.ts';
import { sqsEvent } from '../../stand-in/platform/sqs-event.ts';
import { type Case, cases } from './cases.ts';
import { rememberEnvironment, setEnvironment } from './environment.ts';
import { freshUser, signWithKeys } from './seeded-cloud.ts';
import type { Service } from './service.ts';

/** A message as it is delivered, and what the queue says of it. */
export interface Mail {
  readonly id?: string;
  readonly sent?: number;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Whom SQS names as its sender. */
  readonly senderId?: string;
}

/** The handlers, their queues and the stand-in cloud, with what a test does to them. */
export interface World {
  readonly cloud: Cloud;
  readonly service: Service;
  /** The seeded cloud, no faults and no records; tokens and the environment as at the start. */
  reset(): Promise<void>;
  /** Changes the environment until the next `reset`; undefined removes a variable. */
  set(environment: Record<string, string | undefined>): void;
  /** Signs with the seeded access key from now on. */
  signWithKeys(): void;
  /** A user whose login nothing knows yet; `known` is the password that the cloud expects. */
  freshUser(known?: string): void;
  /** Lets these faults befall the next submission of an operation, or the next token request. */
  befall(call: Case | 'token', fault: Fault | Fault[], times?: number): void;
  /** The bodies of the submissions that the cloud got: of one operation, or of all. */
  submissions(of?: Case): string[];
  tokenRequests(): number;
  /** The event of one message. */
  mail(operation: string, intent: unknown, mail?: Mail): SQSEvent;
  close(): Promise<void>;
}

const TOKEN_CALL = 'keystoneCreateUserTokenByPassword';
const SUBMISSIONS = cases.map(({ call }) => call);

const attributeOf = ([name, StringValue]: [string, string]) =>
  [name, { DataType: 'String', StringValue }] as const;

/** The world of a service and its cloud; `seed` makes the cloud what it is at the start of a test. */
export function plainWorld(cloud: Cloud, service: Service, seed: (cloud: Cloud) => void): World {
  const restore = rememberEnvironment();
  const received = (calls: readonly string[]) => cloud.received.filter(({ call }) => calls.includes(call));

  return {
    cloud,
    service,
    async reset() {
      seed(cloud);
      restore();
    },
    set: setEnvironment,
    signWithKeys: () => signWithKeys(cloud),
    freshUser: (known) => freshUser(cloud, known),
    befall(call, fault, times = 1) {
      cloud.faults.add({ call: call === 'token' ? TOKEN_CALL : call.call, fault, times });
    },
    submissions: (of) => received(of ? [of.call] : SUBMISSIONS).map(({ body }) => body),
    tokenRequests: () => received([TOKEN_CALL]).length,
    mail: (operation, intent, { id = 'message-1', sent = Date.now(), attributes = {}, senderId = '' } = {}) =>
      sqsEvent(
        [
          {
            MessageId: id,
            Body: typeof intent === 'string' ? intent : JSON.stringify(intent),
            Attributes: { SentTimestamp: String(sent), ApproximateReceiveCount: '1', SenderId: senderId },
            MessageAttributes: Object.fromEntries(Object.entries(attributes).map(attributeOf)),
          },
        ],
        service.queues.arn(operation),
      ),
    async close() {
      await service.close();
      await cloud.close();
    },
  };
}
