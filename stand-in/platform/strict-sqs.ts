import {
  type Fault,
  invalid,
  maxBatchBytes,
  messageFault,
  messageSize,
  wholeSecondsFault,
} from './sqs-limits.ts';
import {
  type Json,
  type ProxyAnswer,
  type ProxyOptions,
  type StrictProxy,
  startStrictProxy,
} from './strict-proxy.ts';

/** SQS with AWS's own limits in front of a laxer stand-in; `url` leads a queue's URL through it. */
export interface StrictSqs extends StrictProxy {
  url(queueUrl: string): string;
}

/** Starts it in front of `target`; `now` is the clock by which the 12 h since a receive are counted. */
export async function startStrictSqs(options: ProxyOptions & { now?: () => number }): Promise<StrictSqs> {
  const { now = Date.now, ...service } = options;
  const received = new Map<unknown, number>();

  function visibilityFault({ VisibilityTimeout, ReceiptHandle }: Json): Fault | undefined {
    const fault = wholeSecondsFault('VisibilityTimeout', VisibilityTimeout, 43_200);
    if (fault) return fault;
    const elapsed = (now() - (received.get(ReceiptHandle) ?? now())) / 1000;
    if (elapsed + Number(VisibilityTimeout) <= 43_200) return undefined;
    return invalid(
      `Value ${VisibilityTimeout} for parameter VisibilityTimeout is invalid. Reason: ` +
        'Total VisibilityTimeout for the message is beyond the limit [43200 seconds].',
    );
  }

  const single: Record<string, (input: Json) => Fault | undefined> = {
    SendMessage: messageFault,
    ChangeMessageVisibility: visibilityFault,
    ReceiveMessage: ({ VisibilityTimeout, WaitTimeSeconds, MaxNumberOfMessages }) =>
      wholeSecondsFault('VisibilityTimeout', VisibilityTimeout, 43_200) ??
      wholeSecondsFault('WaitTimeSeconds', WaitTimeSeconds, 20) ??
      wholeSecondsFault('MaxNumberOfMessages', MaxNumberOfMessages, 10, 1),
  };
  const perEntry: Record<string, (entry: Json) => Fault | undefined> = {
    SendMessageBatch: messageFault,
    ChangeMessageVisibilityBatch: visibilityFault,
    DeleteMessageBatch: () => undefined,
  };

  const proxy = await startStrictProxy({
    ...service,
    failures: {
      throttled: refusal({ code: 'RequestThrottled', message: 'Rate exceeded' }, 400),
      error: refusal({ code: 'InternalFailure', message: 'We encountered an internal error.' }, 500),
    },
    async handle(action, input, forward) {
      const checkEntry = perEntry[action];
      if (!checkEntry) {
        const fault = single[action]?.(input);
        if (fault) return refusal(fault, 400);
        const answer = await forward(input);
        if (action === 'ReceiveMessage') {
          for (const { ReceiptHandle } of rows(answer.output.Messages)) received.set(ReceiptHandle, now());
        }
        return answer;
      }

      const entries = rows(input.Entries);
      const fault = batchFault(action, entries);
      if (fault) return refusal(fault, 400);
      // One bad entry fails alone, inside a 200.
      const bad = entries.flatMap((entry) => {
        const { code: Code, message: Message } = checkEntry(entry) ?? {};
        return Code ? [{ Id: entry.Id, SenderFault: true, Code, Message }] : [];
      });
      const Entries = entries.filter(({ Id }) => !bad.some((failed) => failed.Id === Id));
      if (Entries.length === 0) return { status: 200, headers, output: { Successful: [], Failed: bad } };
      const answer = await forward({ ...input, Entries });
      if (answer.status !== 200 || bad.length === 0) return answer;
      return { ...answer, output: { ...answer.output, Failed: [...rows(answer.output.Failed), ...bad] } };
    },
  });
  return { ...proxy, url: (queueUrl) => queueUrl.replace(/^https?:\/\/[^/]+/, proxy.endpoint) };
}

function batchFault(action: string, entries: readonly Json[]): Fault | undefined {
  if (entries.length === 0) {
    return { code: 'EmptyBatchRequest', message: "The batch request doesn't contain any entries." };
  }
  if (entries.length > 10) {
    const message = `Maximum number of entries per request are 10. You have sent ${entries.length}.`;
    return { code: 'TooManyEntriesInBatchRequest', message };
  }
  const ids = entries.map(({ Id }) => String(Id));
  if (!ids.every((id) => /^[\w-]{1,80}$/.test(id))) {
    const message =
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.';
    return { code: 'InvalidBatchEntryId', message };
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined)
    return { code: 'BatchEntryIdsNotDistinct', message: `Id ${repeated} repeated.` };
  const size =
    action === 'SendMessageBatch' ? entries.reduce((sum, entry) => sum + messageSize(entry), 0) : 0;
  if (size <= maxBatchBytes) return undefined;
  const message = `Batch requests cannot be longer than ${maxBatchBytes} bytes. You have sent ${size} bytes.`;
  return { code: 'BatchRequestTooLong', message };
}

const rows = (list: unknown) => (list ?? []) as Json[];
const headers = { 'content-type': 'application/x-amz-json-1.0' };

function refusal({ code, message }: Fault, status: number): ProxyAnswer {
  const queryCode = code.includes('Batch') ? `AWS.SimpleQueueService.${code}` : code;
  return {
    status,
    headers: { ...headers, 'x-amzn-query-error': `${queryCode};${status < 500 ? 'Sender' : 'Receiver'}` },
    output: { __type: `com.amazonaws.sqs#${code}`, message },
  };
}
