import type { Context } from 'aws-lambda';
import type { Clock } from './clock.ts';
import type { Mail, MemoryQueues } from './queues.ts';
import { type Invocation, running, type Sandbox } from './sandbox.ts';
import type { MemoryTable } from './table.ts';

/** A deployed function. */
export type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** How an invocation ended; *killed* also when its time was over. */
export interface End {
  readonly how: 'returned' | 'threw' | 'killed';
  readonly result?: unknown;
}

/** What runs the functions as AWS does: queues and timers that deliver at least once, and the sweep when something is due. */
export interface Platform {
  /** Delivers a timer's event, again when the function fails. */
  fire(operation: string, event: object): void;
  /** Delivers messages that are on one queue, in one batch. */
  deliver(mails: readonly Mail[]): void;
  /** Runs something as a process of its own, for a person. */
  byHand<Result>(name: string, work: () => Promise<Result>): Promise<Result | undefined>;
  readonly invocations: number;
}

/** What a platform is made of. */
export interface Parts {
  readonly clock: Clock;
  readonly table: MemoryTable;
  readonly queues: MemoryQueues;
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly sandbox: () => Sandbox;
}

const MINUTE = 60_000;
const FUNCTION_MS = MINUTE;
const VISIBILITY_MS = 6 * MINUTE;
const MOST_RECEIVES = 20;
const TIMER_RETRIES_MS = [MINUTE, 2 * MINUTE];
const LONGEST_PAUSE = 4;

export function startPlatform({ clock, table, queues, handlers, sandbox }: Parts): Platform {
  const pool: Sandbox[] = [];
  let count = 0;

  function invoke(
    name: string,
    requests: readonly string[],
    work: (context: Context) => Promise<unknown>,
    ended: (end: End) => void,
  ) {
    const free = pool.find(({ busy }) => !busy) ?? sandbox();
    if (!pool.includes(free)) pool.push(free);
    free.busy = true;
    const until = clock.now + FUNCTION_MS;
    let over = false;
    const end = (how: End) => {
      if (over) return;
      over = true;
      off();
      free.busy = false;
      ended(how);
    };
    const invocation: Invocation = {
      nth: ++count,
      name,
      sandbox: free,
      requests,
      until,
      dead: false,
      kill() {
        if (invocation.dead) return;
        invocation.dead = true;
        pool.splice(pool.indexOf(free), 1);
        // The rest of what runs in this moment still belongs to it.
        clock.at(clock.now, () => end({ how: 'killed' }));
      },
    };
    const off = clock.at(until, () => invocation.kill());
    const context = {
      awsRequestId: `request-${name}`,
      getRemainingTimeInMillis: () => until - clock.now,
    } as unknown as Context;
    running
      .run(invocation, () => work(context))
      .then(
        (result) => invocation.dead || end({ how: 'returned', result }),
        (result: unknown) => invocation.dead || end({ how: 'threw', result }),
      );
  }

  const handlerOf = (name: string): Handler => {
    const handler = handlers[name];
    if (!handler) throw new Error(`no function ${name}`);
    return handler;
  };

  function deliver(mails: readonly Mail[]): void {
    const taken = mails.filter(({ gone }) => !gone);
    for (const mail of taken) if (++mail.receives > MOST_RECEIVES) giveUp(mail);
    const records = taken.filter(({ gone }) => !gone);
    const [{ queue } = { queue: '' }] = records;
    if (records.length === 0) return;
    for (const mail of records) clock.at(clock.now + VISIBILITY_MS, () => deliver([mail]));
    const event = { Records: records.map((mail) => recordOf(mail)) };
    const ids = records.map(({ id, attributes }) => attributes.request_id ?? id);
    invoke(
      queue,
      ids,
      (context) => handlerOf(queue)(event, context),
      ({ how, result }) => {
        if (how !== 'returned') return;
        const { batchItemFailures = [] } = result as { batchItemFailures?: { itemIdentifier: string }[] };
        const back = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        for (const mail of records) mail.gone ||= !back.has(mail.id);
      },
    );
  }

  function giveUp(mail: Mail): void {
    mail.gone = true;
    queues.put(`${mail.queue}-dead`, mail.body, mail.attributes);
  }

  function fire(operation: string, event: object, tried = 0): void {
    const { request_id = '' } = event as { request_id?: string };
    invoke(
      operation,
      [request_id],
      (context) => handlerOf(operation)(event, context),
      ({ how }) => {
        if (how === 'returned') return;
        const pause = TIMER_RETRIES_MS[tried];
        if (pause !== undefined) clock.at(clock.now + pause, () => fire(operation, event, tried + 1));
        else queues.put(`${operation}-dead`, JSON.stringify(givenUp(event, clock.now)), {});
      },
    );
  }

  let planned: { at: number; off: () => void } | undefined;
  let vain = 0;
  function planSweep(time: number): void {
    const at = Math.ceil(Math.max(time, clock.now + 1) / MINUTE) * MINUTE;
    if (planned && planned.at <= at) return;
    planned?.off();
    planned = { at, off: clock.at(at, sweep) };
  }
  function sweep(): void {
    planned = undefined;
    invoke(
      'sweep',
      [],
      (context) => handlerOf('sweep')({}, context),
      () => {
        const [next] = table
          .items()
          .flatMap(({ due_at }) => (due_at?.N ? [Number(due_at.N)] : []))
          .sort((a, b) => a - b);
        if (next === undefined) return;
        // What a sweep left due it tries again every minute; here it takes longer pauses.
        vain = next <= clock.now ? Math.min(vain + 1, LONGEST_PAUSE) : 0;
        planSweep(Math.max(next, clock.now + (vain > 0 ? MINUTE * 2 ** (vain - 1) : 0)));
      },
    );
  }
  table.onWrite = ({ due_at }) => {
    if (due_at?.N) planSweep(Number(due_at.N));
  };
  queues.onPut = (mail) => {
    if (!mail.queue.endsWith('-dead')) clock.at(clock.now + 1, () => deliver([mail]));
  };

  return {
    fire,
    deliver,
    get invocations() {
      return count;
    },
    byHand: (name, work) =>
      new Promise((resolve, reject) => {
        invoke(name, [], work, ({ how, result }) => {
          if (how === 'threw') reject(result);
          else resolve(result as never);
        });
      }),
  };
}

const recordOf = ({ id, queue, body, attributes, sent, receives }: Mail) => ({
  messageId: id,
  receiptHandle: id,
  body,
  attributes: {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: String(sent),
    SenderId: 'AROAOWN:own',
    ApproximateFirstReceiveTimestamp: String(sent),
  },
  messageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, stringValue]) => [name, { stringValue, dataType: 'String' }]),
  ),
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: `arn:aws:sqs:eu-west-1:1:${queue}`,
  awsRegion: 'eu-west-1',
});

/** What Lambda's on-failure destination says of an event that it gave up. */
const givenUp = (requestPayload: object, at: number) => ({
  version: '1.0',
  timestamp: new Date(at).toISOString(),
  requestContext: { requestId: 'given-up', condition: 'RetriesExhausted', approximateInvokeCount: 3 },
  requestPayload,
});
