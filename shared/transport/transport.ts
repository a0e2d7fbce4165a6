import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { NotSent, OutcomeUnknown } from '../terms/errors.ts';
import { redactText } from '../values/redact.ts';
import { lookupPublic } from './lookup-public.ts';
import { proxyFor } from './proxy.ts';

// Importing these as modules loads undici besides; this does not, and loads TLS only where it is spoken.
const protocols = {
  'https:': () => process.getBuiltinModule('node:https'),
  'http:': () => process.getBuiltinModule('node:http'),
};

const LONGEST_REPLY = 1024 * 1024;
// The vendor documents tokens of up to 100,000 characters, which come in a header.
const LONGEST_HEADERS = 128 * 1024;

/** One HTTP request. `body` is the exact JSON text; absent on reads. */
export interface WireRequest {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Nothing is sent where the name of the host leads to a private address. By a proxy, it is the proxy that resolves the name. */
  readonly toInternet?: boolean;
}

/** What came back, whole. `request_id` is the cloud's own id of the request. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly request_id?: string;
}

const options = { keepAlive: true, scheduling: 'fifo', timeout: 60_000 } as const;
const agents = new Map<string, Agent>();
const lastAnswer = new WeakMap<Socket, number>();

/**
 * Sends one request and reads the whole reply, at most `longest` bytes (1 MiB), within `timeoutMs`; follows no redirect, repeats nothing.
 * Throws `NotSent` when no byte of the request can have left (a text that no header takes, DNS, connect, TLS), `OutcomeUnknown`
 * for any later failure.
 */
export async function send(
  request: WireRequest,
  timeoutMs: number,
  idleMs: number,
  longest = LONGEST_REPLY,
): Promise<Reply> {
  return replyTo(opened(request, idleMs), request.body, timeoutMs, longest);
}

/** The request before anything of it is written. Throws `NotSent` when Node does not take its URL or its headers. */
function opened(
  { method, origin, path, headers, body, toInternet = false }: WireRequest,
  idleMs: number,
): ClientRequest {
  try {
    const url = new URL(path, origin);
    const protocol = url.protocol === 'https:' ? 'https:' : 'http:';
    const { Agent, request } = protocols[protocol]();
    const proxy = proxyFor(url)?.url ?? '';
    const direct = toInternet && proxy === '';
    // No connection that somebody else made is used, whose address nobody looked at.
    const name = `${protocol} ${proxy} ${direct}`;
    const agent =
      agents.get(name) ??
      new Agent(proxy ? { ...options, proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } } : options);
    agents.set(name, agent);
    dropIdle(agent, idleMs);
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    return request(url, {
      agent,
      method,
      headers: { ...headers, ...length },
      maxHeaderSize: LONGEST_HEADERS,
      ...(direct && { lookup: lookupPublic }),
    });
  } catch (cause) {
    throw new NotSent(`${method} ${origin}: ${redactText(reasonOf(cause))}`, { cause });
  }
}

function replyTo(
  outgoing: ClientRequest,
  body: string | undefined,
  timeoutMs: number,
  longest: number,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    let left = false;
    let answered = false;
    let whole = false;
    const fail = (cause: unknown) => {
      const message = `${outgoing.method} ${outgoing.getHeader('host')}: ${redactText(reasonOf(cause))}`;
      reject(
        left
          ? new OutcomeUnknown(`the request left, then: ${message}`, { cause })
          : new NotSent(message, { cause }),
      );
    };
    const giveUp = () => {
      if (!whole) outgoing.destroy(new Error(`no complete answer within ${timeoutMs} ms`));
    };
    // A process that stood still sees its timers before what has arrived meanwhile: that is read first.
    const timer = setTimeout(() => setImmediate(giveUp), timeoutMs);
    onConnected(outgoing, () => {
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
      readAll(incoming, longest).then((text) => {
        whole = true;
        resolve(replyOf(incoming, text));
      }, fail);
    });
    outgoing.end(body);
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

function onConnected(outgoing: ClientRequest, mark: () => void): void {
  const connected = outgoing.protocol === 'https:' ? 'secureConnect' : 'connect';
  outgoing.on('socket', (socket) => {
    if (outgoing.reusedSocket || !socket.connecting) mark();
    else socket.once(connected, mark);
  });
}

/** A reply of more bytes than are taken; the `cause` of what `send` throws. */
export class ReplyTooLong extends Error {
  override readonly name = 'ReplyTooLong' as const;
}

const readAll = (incoming: IncomingMessage, longest: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let whole = false;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > longest) incoming.destroy(new ReplyTooLong(`the reply is longer than ${longest} bytes`));
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
  if (typeof cause === 'object' && cause && 'code' in cause && cause.code === 'HPE_HEADER_OVERFLOW')
    return `the headers of the reply are longer than ${LONGEST_HEADERS} bytes`;
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause ? String(cause.code ?? '') : '';
  if (code === 'HPE_HEADER_OVERFLOW')
    return `the headers of the reply are longer than ${LONGEST_HEADERS} bytes`;
  return cause.message.includes(code) ? cause.message : `${code} ${cause.message}`;
}
