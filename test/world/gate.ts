import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Entry } from '../../shared/ledger/entry/entry.ts';

/** A call on its way; `action` is DynamoDB's, empty for other services. */
export interface Passing {
  readonly action: string;
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** A call that was stopped: `arrived` settles once it is there, `release` lets it go on. */
export interface Stop {
  readonly arrived: Promise<void>;
  release(): void;
}

type Match = (call: Passing) => boolean;

/** A way through which calls pass, until a test stops them or breaks the connection. */
export interface Gate {
  readonly origin: string;
  /** What arrived, oldest first. */
  readonly seen: Passing[];
  /** Stops the next call that matches, on its way there or on the way back. */
  stop(where: 'there' | 'back', match: Match): Stop;
  /**
   * Breaks calls that match: *down* before they are carried out, *refused* as to who may not, *lost* after. The next `times`,
   * or all until `clear`.
   */
  break(kind: 'down' | 'refused' | 'lost', match: Match, times?: number): void;
  clear(): void;
  close(): Promise<void>;
}

interface Rule {
  readonly match: Match;
  readonly kind: 'down' | 'refused' | 'lost' | 'there' | 'back';
  left: number;
  readonly stopped?: () => Promise<void>;
}

const REFUSAL = JSON.stringify({ __type: 'AccessDeniedException', message: 'no' });

/** Starts it in front of `target`, on a free port of 127.0.0.1. */
export async function startGate(target: string): Promise<Gate> {
  const seen: Passing[] = [];
  let rules: Rule[] = [];
  // Idle for a shorter time than after which servers close a connection.
  const agent = new Agent({ keepAlive: true, timeout: 1000 });

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method = '', url = '', headers } = incoming;
    const body = await text(incoming);
    const action = String(headers['x-amz-target'] ?? '').split('.')[1] ?? '';
    const call = { action, method, path: url, body };
    seen.push(call);
    const rule = rules.find(({ match, left }) => left > 0 && match(call));
    if (rule) rule.left -= 1;
    if (rule?.kind === 'there') await rule.stopped?.();
    if (rule?.kind === 'down') return void outgoing.destroy();
    if (rule?.kind === 'refused') return void outgoing.writeHead(400).end(REFUSAL);
    const forward = request(new URL(url, target), { method, headers, agent });
    // Whoever called sees the break that is behind the gate.
    forward.on('error', ({ code }: NodeJS.ErrnoException) =>
      code === 'ECONNRESET' ? outgoing.socket?.resetAndDestroy() : outgoing.destroy(),
    );
    forward.on('response', async (answer) => {
      answer.on('error', () => outgoing.destroy());
      if (rule?.kind === 'back') await rule.stopped?.();
      if (rule?.kind === 'lost') return void outgoing.destroy();
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forward.end(body);
  };

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  // Longer than the default 5 s, so that no caller's idle connection is closed under its hands.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    stop(kind, match) {
      const arrived = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      const stopped = () => {
        arrived.resolve();
        return released.promise;
      };
      rules.push({ match, kind, left: 1, stopped });
      return { arrived: arrived.promise, release: () => released.resolve() };
    },
    break(kind, match, times = Number.POSITIVE_INFINITY) {
      rules.push({ match, kind, left: times });
    },
    clear() {
      rules = [];
      seen.length = 0;
    },
    close: () =>
      new Promise<void>((resolve) => {
        agent.destroy();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The ledger entry that a write carries, if it is one. */
function entryIn({ action, body }: Passing): Entry | undefined {
  const doc = action === 'PutItem' ? (JSON.parse(body) as { Item: { doc: { S: string } } }).Item.doc.S : '{}';
  const entry = JSON.parse(doc) as Partial<Entry>;
  return entry.targets ? (entry as Entry) : undefined;
}

const states = (call: Passing) => Object.values(entryIn(call)?.targets ?? {}).map(({ state }) => state);

/** The write that claims a request, right before the call. */
export const isClaim: Match = (call) => states(call).includes('submitting');

/** A write of what became of a request. */
export const isSettle: Match = (call) => (entryIn(call)?.tries ?? 0) > 0 && !isClaim(call);

/** Any write of an item. */
export const isWrite: Match = ({ action }) => action === 'PutItem';

/** Any call at all. */
export const isAnything: Match = () => true;

/** A submission to the cloud. */
export const isSubmission: Match = ({ method }) => method === 'POST';
