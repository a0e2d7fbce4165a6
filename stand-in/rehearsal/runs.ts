import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Report } from '../../shared/terms/report.ts';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';
import type { Invocation } from '../platform/lambda.ts';
import type { Batch } from '../platform/queue-poller.ts';

/** One intent in one function: how it was delivered, what the function printed of it, and what it told the platform. */
export interface Run {
  readonly function: string;
  readonly request_id: string;
  readonly attempt: number;
  /** The log lines of this intent; anything but exactly one is a fault. */
  readonly lines: readonly string[];
  /** What the function returned, where that is the report itself. */
  readonly returned?: unknown;
  /** Whether the platform was asked to deliver the intent again. */
  readonly again: boolean;
  /** When it was over, on the scale of `performance.now()`. */
  readonly ended: number;
}

/** The report that a log line carries; undefined for a line that is no report. */
export function reportOf(line = ''): Report | undefined {
  const report = parsed(line);
  return idIn(report) === undefined ? undefined : (report as Report);
}

// The runtime's own words when a handler throws, on AWS too.
const RUNTIME_LINE = /\tERROR\tInvoke Error\s/;

/** A direct invocation as a run. */
export const timerRun = (name: string, request_id: string, { logs, ok, payload }: Invocation): Run => ({
  function: name,
  request_id,
  attempt: 1,
  lines: logs.filter((line) => ok || !RUNTIME_LINE.test(line)),
  ...(ok && { returned: payload }),
  again: !ok,
  ended: performance.now(),
});

/** A request that came through the HTTP API as a run; it is known by its `webhook-id`, verified or not. */
export const webhookRun = (name: string, event: unknown, { requestId, logs, ok }: Invocation): Run => ({
  function: name,
  request_id: (event as APIGatewayProxyEventV2).headers['webhook-id'] ?? requestId,
  attempt: 1,
  lines: logs,
  again: !ok,
  ended: performance.now(),
});

/** A batch of messages as one run each; log lines that belong to none of them come as runs without a delivery. */
export function queueRuns(name: string, { event, invocation, failed }: Batch): Run[] {
  const left = new Set(invocation?.logs);
  const ended = performance.now();
  const messages = event.Records.map(({ messageId, body, attributes, messageAttributes }) => ({
    request_id: idIn(parsed(body)) ?? messageAttributes.request_id?.stringValue ?? messageId,
    attempt: Number(attributes.ApproximateReceiveCount),
    again: failed.includes(messageId),
  }));
  const runs = messages.map((message, index): Run => {
    const mine = [...left].filter((line) => reportOf(line)?.request_id === message.request_id);
    const others = messages.slice(index + 1).filter(({ request_id }) => request_id === message.request_id);
    // Of two deliveries of one request, the line of the one that goes back says that it may be tried again.
    const own = mine.find((line) => (reportOf(line)?.retry ?? false) === message.again) ?? mine[0];
    const lines = others.length > 0 && own !== undefined ? [own] : mine;
    for (const line of lines) left.delete(line);
    return { function: name, ...message, lines, ended };
  });
  const strays = [...left].map((line): Run => {
    const request_id = reportOf(line)?.request_id ?? 'none';
    return { function: name, request_id, attempt: 0, lines: [line], again: false, ended };
  });
  return [...runs, ...strays];
}

/** The `request_id` that an intent carries itself. */
export const idIn = (intent: unknown): string | undefined =>
  isPlainObject(intent) && typeof intent.request_id === 'string' ? intent.request_id : undefined;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
