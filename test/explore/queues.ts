/** A message on a queue, with what SQS keeps of it; times in epoch ms. */
export interface Mail {
  readonly id: string;
  readonly queue: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly sent: number;
  receives: number;
  gone: boolean;
}

/** SQS in memory: queues come to be with their first message. */
export interface MemoryQueues {
  put(queue: string, body: string, attributes: Readonly<Record<string, string>>): Mail;
  /** What is on a queue and not deleted, visible or not. */
  on(queue: string): readonly Mail[];
  readonly all: readonly Mail[];
  ask(action: string, input: object): object;
  /** Hears of every new message. */
  onPut: (mail: Mail) => void;
}

interface Input {
  readonly QueueUrl: string;
  readonly ReceiptHandle?: string;
  readonly Entries?: readonly {
    readonly Id: string;
    readonly MessageBody: string;
    readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue: string }>>;
  }[];
}

/** No queues yet. */
export function startQueues(now: () => number): MemoryQueues {
  const all: Mail[] = [];
  const queues: MemoryQueues = {
    all,
    onPut: () => {},
    on: (queue) => all.filter((mail) => mail.queue === queue && !mail.gone),
    put(queue, body, attributes) {
      const mail = {
        id: `message-${all.length + 1}`,
        queue,
        body,
        attributes,
        sent: now(),
        receives: 0,
        gone: false,
      };
      all.push(mail);
      queues.onPut(mail);
      return mail;
    },
    ask(action, asked) {
      const { QueueUrl, Entries = [], ReceiptHandle } = asked as Input;
      const queue = QueueUrl.split('/').at(-1) ?? '';
      if (action === 'SendMessageBatch') {
        for (const { MessageBody, MessageAttributes = {} } of Entries) {
          const named = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [
            name,
            StringValue,
          ]);
          queues.put(queue, MessageBody, Object.fromEntries(named));
        }
        return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
      }
      const mail = all.find(({ id }) => id === ReceiptHandle);
      if (action !== 'DeleteMessage' || !mail) throw new Error(`the queues do not know ${action}`);
      mail.gone = true;
      return {};
    },
  };
  return queues;
}
