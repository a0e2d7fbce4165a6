import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { NotSent, OutcomeUnknown } from './errors.ts';

// Importing these as modules loads undici besides; this does not, and loads TLS only where it is spoken.
const protocols = {
  'https:': () => process.getBuiltinModule('node:https'),
  'http:': () => process.getBuiltinModule('node:http'),
};

const LONGEST_REPLY = 1024 * 1024;

/** One HTTP request. `body` is the exact JSON text; absent on reads. */
export interface WireRequest {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What came back, whole. `request_id` is the cloud's own id of the request. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly request_id?: string;
}

const options = { keepAlive: true, scheduling: 'fifo', timeout: 60_000 } as const;
const agents: { 'https:'?: Agent; 'http:'?: Agent } = {};
const lastAnswer = new WeakMap<Socket, number>();

/**
 * Sends one request and reads the whole reply, at most `longest` bytes (1 MiB), within `timeoutMs`; follows no redirect, repeats nothing.
 * Throws `NotSent` when no byte of the request can have left (DNS, connect, TLS), `OutcomeUnknown` for any later failure.
 */
export function send(
  request: WireRequest,
  timeoutMs: number,
  idleMs: number,
  longest = LONGEST_REPLY,
): Promise<Reply> {
  const url = new URL(request.path, request.origin);
  const protocol = url.protocol === 'https:' ? 'https:' : 'http:';
  const { Agent, request: open } = protocols[protocol]();
  agents[protocol] ??= new Agent(options);
  const agent = agents[protocol];
  dropIdle(agent, idleMs);
  return new Promise((resolve, reject) => {
    let left = false;
    let answered = false;
    const fail = (cause: unknown) => {
      const message = `${request.method} ${url.host}: ${reasonOf(cause)}`;
      reject(
        left
          ? new OutcomeUnknown(`the request left, then: ${message}`, { cause })
          : new NotSent(message, { cause }),
      );
    };
    const outgoing = open(url, {
      agent,
      method: request.method,
      headers: {
        ...request.headers,
        ...(request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }),
      },
    });
    const timer = setTimeout(
      () => outgoing.destroy(new Error(`no complete answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    onConnected(outgoing, protocol === 'https:', () => {
      left = true;
    });
    outgoing.on('error', fail);
    outgoing.on('close', () => {
      clearTimeout(timer);
      if (!answered) fail(new Error('the connection ended without an answer'));
    });
    outgoing.on('response', (incoming) => {
      left = true;
      answered = true;
      const { socket } = incoming;
      incoming.on('end', () => lastAnswer.set(socket, Date.now()));
      readAll(incoming, longest).then((body) => resolve(replyOf(incoming, body)), fail);
    });
    outgoing.end(request.body);
  });
}

function replyOf({ statusCode = 0, headers }: IncomingMessage, body: string): Reply {
  const id = headers['x-request-id'];
  return { status: statusCode, headers, body, ...(typeof id === 'string' ? { request_id: id } : {}) };
}

/** A frozen sandbox keeps dead sockets, whose timers slept too: only the clock tells how old they are. */
function dropIdle(agent: Agent, idleMs: number): void {
  for (const socket of Object.values(agent.freeSockets).flat()) {
    if (socket && Math.abs(Date.now() - (lastAnswer.get(socket) ?? 0)) > idleMs) socket.destroy();
  }
}

function onConnected(outgoing: ClientRequest, secure: boolean, mark: () => void): void {
  outgoing.on('socket', (socket) => {
    if (outgoing.reusedSocket || !socket.connecting) mark();
    else socket.once(secure ? 'secureConnect' : 'connect', mark);
  });
}

const readAll = (incoming: IncomingMessage, longest: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let whole = false;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > longest) incoming.destroy(new Error(`the reply is longer than ${longest} bytes`));
      else chunks.push(chunk);
    });
    incoming.on('end', () => {
      whole = true;
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
    incoming.on('error', reject);
    incoming.on('close', () => {
      if (!whole) reject(new Error('the reply was cut off'));
    });
  });

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause ? String(cause.code ?? '') : '';
  return cause.message.includes(code) ? cause.message : `${code} ${cause.message}`;
}
