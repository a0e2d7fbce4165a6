import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

/** An AWS JSON request or answer body. */
export type Json = Record<string, unknown>;

/** What goes back to the client. */
export interface ProxyAnswer {
  status: number;
  headers: Record<string, string>;
  output: Json;
}

/** One call that reached the stand-in, and what it said. */
export interface PassedCall {
  action: string;
  input: Json;
  status: number;
  output: Json;
}

/** How a call can be made to fail; `lost`: it is carried out, and the connection breaks before the answer. */
export type FailureKind = 'throttled' | 'error' | 'reset' | 'lost';

/** A stand-in seen through AWS's own limits, and on demand through a bad day. */
export interface StrictProxy {
  readonly endpoint: string;
  /** The calls that were let through, oldest first. */
  readonly passed: readonly PassedCall[];
  /** Makes the next `count` calls (of one action, if given) fail. */
  failNext(count: number, kind: FailureKind, action?: string): void;
  /** Refuses connections for a while; settles when it is over. */
  outage(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** A call as a watcher sees it; the same object before and after. */
export interface WatchedCall {
  readonly action: string;
  readonly input: Json;
  readonly userAgent: string;
}

/** Looks on at every call; false from either breaks the connection, before the call is carried out or after. */
export interface Watch {
  before?(call: WatchedCall): boolean;
  after?(call: WatchedCall, answer: ProxyAnswer): boolean;
}

/** What every strict proxy may be told besides; with `keep` false no call is remembered in `passed`. */
export interface ProxyOptions {
  target: string;
  watch?: Watch;
  keep?: boolean;
}

/** What a service adds: its rules, carried out around `forward`, and its words for a bad day. */
export interface StrictService extends ProxyOptions {
  handle(action: string, input: Json, forward: Forward): Promise<ProxyAnswer>;
  failures: { throttled: ProxyAnswer; error: ProxyAnswer };
}

/** Sends an input to the stand-in, under the call's own action unless another is named. */
export type Forward = (input: Json, action?: string) => Promise<ProxyAnswer>;

/** Starts a proxy on a free port of 127.0.0.1. */
export async function startStrictProxy(service: StrictService): Promise<StrictProxy> {
  const passed: PassedCall[] = [];
  const failing: { kind: FailureKind; action: string | undefined }[] = [];

  function failureOf(action: string): FailureKind | undefined {
    const index = failing.findIndex((failure) => failure.action === undefined || failure.action === action);
    return index < 0 ? undefined : failing.splice(index, 1)[0]?.kind;
  }

  async function answer(request: IncomingMessage, gone: AbortSignal): Promise<ProxyAnswer | undefined> {
    const [prefix, action = ''] = String(request.headers['x-amz-target']).split('.');
    const input = (await json(request)) as Json;
    const failure = failureOf(action);
    if (failure === 'reset') return undefined;
    if (failure === 'throttled' || failure === 'error') return service.failures[failure];
    const call = { action, input, userAgent: String(request.headers['user-agent'] ?? '') };
    if (service.watch?.before?.(call) === false) return undefined;
    const result = await service.handle(action, input, async (sent, other = action) => {
      const body = JSON.stringify(sent);
      const headers = { ...passedOn(request), 'x-amz-target': `${prefix}.${other}` };
      const response = await fetch(service.target, { method: 'POST', headers, body, signal: gone });
      const output = (await response.json()) as Json;
      if (other === action && service.keep !== false)
        passed.push({ action, input: sent, status: response.status, output });
      return { status: response.status, headers: answerHeaders(response.headers), output };
    });
    const seen = service.watch?.after?.(call, result) !== false;
    return failure === 'lost' || !seen ? undefined : result;
  }

  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const result = await answer(request, gone.signal).catch(() => undefined);
    if (result) response.writeHead(result.status, result.headers).end(JSON.stringify(result.output));
    else response.destroy();
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const stop = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const closing = new AbortController();

  return {
    endpoint: `http://127.0.0.1:${port}`,
    passed,
    failNext(count, kind, action) {
      for (let more = count; more > 0; more -= 1) failing.push({ kind, action });
    },
    async outage(ms) {
      await stop();
      await delay(ms, undefined, { signal: closing.signal }).catch(() => undefined);
      if (!closing.signal.aborted && !server.listening) await listen(port);
    },
    async close() {
      closing.abort();
      await stop();
    },
  };
}

function passedOn({ headers }: IncomingMessage): Record<string, string> {
  const kept = ['authorization', 'content-type', 'x-amz-date', 'x-amz-security-token', 'user-agent'];
  return Object.fromEntries(kept.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])));
}

// Lengths and checksums are of the stand-in's bytes, not of ours.
function answerHeaders(headers: Headers): Record<string, string> {
  const kept = ['content-type', 'x-amzn-requestid', 'x-amzn-query-error'];
  return Object.fromEntries([...headers].filter(([name]) => kept.includes(name)));
}
