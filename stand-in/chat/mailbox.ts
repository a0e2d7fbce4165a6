import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from '../platform/listen.ts';
import { keepOutput } from '../secrets/kept.ts';

/** A mail that the topic took. */
export interface Mail {
  readonly topic: string;
  readonly subject: string;
  readonly text: string;
  /** Who asked, by the name in the user agent. */
  readonly userAgent: string;
}

/** SNS's Publish in memory, by its documented limits: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export interface Mailbox {
  readonly endpoint: string;
  readonly topic: string;
  readonly mails: Mail[];
  /** Makes the next requests fail; `lost`: the mail is taken, and the connection breaks before the answer. */
  fail(count: number, kind: 'refused' | 'lost'): void;
  reset(): void;
  close(): Promise<void>;
}

const MOST_BYTES = 256 * 1024;
const NOT_ASCII = /[^\x20-\x7e]/;

/** Starts it on a free port of 127.0.0.1. */
export async function startMailbox(): Promise<Mailbox> {
  const topic = 'arn:aws:sns:eu-west-1:000000000000:db-upkeep-local-people';
  const mails: Mail[] = [];
  let failures: ('refused' | 'lost')[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    keepOutput(body);
    const said = new URLSearchParams(body);
    const field = (name: string) => said.get(name) ?? '';
    const answer = (status: number, xml: string) =>
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
    const refuse = (status: number, code: string, why: string) =>
      answer(
        status,
        `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${why}</Message></Error></ErrorResponse>`,
      );
    const failure = failures.shift();
    if (failure === 'refused')
      return refuse(403, 'AuthorizationError', 'not authorized to perform: SNS:Publish');
    if (field('Action') !== 'Publish' || field('Version') !== '2010-03-31') {
      return refuse(400, 'InvalidAction', `no action ${field('Action')} of version ${field('Version')}`);
    }
    if (field('TopicArn') !== topic) return refuse(404, 'NotFound', 'Topic does not exist');
    const subject = field('Subject');
    if (subject === '' || subject.length > 100 || NOT_ASCII.test(subject)) {
      return refuse(400, 'InvalidParameter', 'Invalid parameter: Subject');
    }
    if (field('Message') === '' || Buffer.byteLength(field('Message')) > MOST_BYTES) {
      return refuse(400, 'InvalidParameter', 'Invalid parameter: Message');
    }
    mails.push({ topic, subject, text: field('Message'), userAgent: request.headers['user-agent'] ?? '' });
    if (failure === 'lost') return response.destroy();
    return answer(
      200,
      `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-${mails.length}</MessageId></PublishResult></PublishResponse>`,
    );
  });
  const { url, close } = await listen(server);
  return {
    endpoint: url,
    topic,
    mails,
    fail: (count, kind) => failures.push(...Array.from({ length: count }, () => kind)),
    reset() {
      mails.length = 0;
      failures = [];
    },
    close,
  };
}
