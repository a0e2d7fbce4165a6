import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it arrived: the verbatim body, header names in lower case. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that hands out tokens and answers every other request with what the test put into `reply`. */
export interface ScriptedCloud {
  readonly origin: string;
  reply: { status: number; body: unknown };
  readonly calls: Arrived[];
  readonly tokens: Arrived[];
  close(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startScriptedCloud(): Promise<ScriptedCloud> {
  const calls: Arrived[] = [];
  const tokens: Arrived[] = [];
  const cloud = { reply: { status: 200, body: {} as unknown } };
  const server = createServer(async (incoming, outgoing) => {
    let body = '';
    for await (const chunk of incoming) body += String(chunk);
    const arrived = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body,
    };
    if (arrived.path.startsWith('/v3/auth/tokens')) {
      tokens.push(arrived);
      const expires_at = new Date(Date.now() + 86_400_000).toISOString().replace('Z', '000Z');
      outgoing.writeHead(201, { 'x-subject-token': `token-${tokens.length}-of-the-scripted-cloud` });
      outgoing.end(JSON.stringify({ token: { expires_at } }));
      return;
    }
    calls.push(arrived);
    outgoing.writeHead(cloud.reply.status, {
      'content-type': 'application/json',
      'x-request-id': `cloud-request-${calls.length}`,
    });
    outgoing.end(JSON.stringify(cloud.reply.body));
  });
  // Longer than the default 5 s, so that no caller's idle connection is closed under its hands.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(cloud, {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    tokens,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}
