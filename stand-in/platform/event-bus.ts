import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { keepOutput } from '../secrets/kept.ts';

/** An event that the bus took, its detail parsed. */
export interface TakenEvent {
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  /** Epoch seconds, as it came. */
  readonly time: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** How a request can be made to fail; `lost`: the events are taken, and the connection breaks before the answer. */
export type BusFailure = 'throttled' | 'error' | 'reset' | 'lost';

/** EventBridge's PutEvents in memory, by its published limits, and on demand on a bad day. */
export interface EventBus {
  readonly endpoint: string;
  /** What it took, oldest first; an event that came twice stands here twice. */
  readonly taken: TakenEvent[];
  /** How many entries each request brought, whatever became of them. */
  readonly requests: number[];
  /** Refuses the next `count` entries for which `fits` holds, inside a 200. */
  refuse(count: number, fits?: (event: TakenEvent) => boolean): void;
  /** Makes the next `count` requests fail. */
  fail(count: number, kind: BusFailure): void;
  /** Answers this late from now on. */
  slow(ms: number): void;
  /** Forgets everything it took and was told. */
  clear(): void;
  close(): Promise<void>;
}

interface PutEntry {
  readonly EventBusName?: string;
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Time?: number;
  readonly Detail?: string;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

const MOST_ENTRIES = 10;
const MOST_BYTES = 256 * 1024;

/** Starts it on a free port of 127.0.0.1. */
export async function startEventBus(): Promise<EventBus> {
  const taken: TakenEvent[] = [];
  const requests: number[] = [];
  let refusals: { left: number; fits: (event: TakenEvent) => boolean }[] = [];
  let failures: BusFailure[] = [];
  let late = 0;

  const put = (entry: PutEntry) => {
    const { EventBusName: bus = 'default', Source: source, DetailType: detailType, Time: time = 0 } = entry;
    const detail = parsed(entry.Detail);
    if (!source || !detailType) {
      return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source and DetailType are required.' };
    }
    if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    const event = { bus, source, detailType, time, detail };
    const refusal = refusals.find(({ left, fits }) => left > 0 && fits(event));
    if (refusal) {
      refusal.left -= 1;
      return { ErrorCode: 'InternalFailure', ErrorMessage: 'Unexpected internal failure' };
    }
    taken.push(event);
    keepOutput('an event', JSON.stringify(event));
    return { EventId: `event-${taken.length}` };
  };

  const answer = async (incoming: IncomingMessage): Promise<Answer | undefined> => {
    const { Entries = [] } = (await json(incoming)) as { Entries?: PutEntry[] };
    requests.push(Entries.length);
    if (late > 0) await delay(late, undefined, { ref: false });
    const failure = failures.shift();
    if (failure === 'reset') return undefined;
    if (failure === 'throttled') return refused(400, 'ThrottlingException', 'Rate exceeded');
    if (failure === 'error') return refused(500, 'InternalException', 'Internal failure');
    const target = incoming.headers['x-amz-target'];
    if (target !== 'AWSEvents.PutEvents') return refused(400, 'UnknownOperationException', String(target));
    const size = Entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (Entries.length < 1 || Entries.length > MOST_ENTRIES || size > MOST_BYTES) {
      return refused(400, 'ValidationException', `${Entries.length} entries of ${size} bytes`);
    }
    const results = Entries.map(put);
    const FailedEntryCount = results.filter((result) => 'ErrorCode' in result).length;
    return failure === 'lost' ? undefined : { status: 200, body: { FailedEntryCount, Entries: results } };
  };

  const server = createServer(async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const said = await answer(incoming).catch(() => undefined);
    if (!said) return void outgoing.destroy();
    outgoing.writeHead(said.status, { 'content-type': 'application/x-amz-json-1.1' });
    outgoing.end(JSON.stringify(said.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    requests,
    refuse: (count, fits = () => true) => void refusals.push({ left: count, fits }),
    fail: (count, kind) => void failures.push(...Array.from({ length: count }, () => kind)),
    slow: (ms) => {
      late = ms;
    },
    clear() {
      [taken.length, requests.length, late] = [0, 0, 0];
      [refusals, failures] = [[], []];
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function parsed(detail: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(detail ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** As AWS counts an entry: its strings in UTF-8, and 14 bytes for the time. */
function sizeOf({ Source = '', DetailType = '', Detail = '', Time }: PutEntry): number {
  return (Time === undefined ? 0 : 14) + Buffer.byteLength(Source + DetailType + Detail);
}

const refused = (status: number, __type: string, message: string): Answer => ({
  status,
  body: { __type, message },
});
