import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it arrived; `body` is its JSON, if it is JSON. */
export interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** What the test wants to be answered; `cut` ends the connection instead. */
export interface Answered {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly cut?: boolean;
}

/** An HTTP server whose every answer the test decides. */
export interface ScriptedHttp {
  readonly origin: string;
  readonly asked: Asked[];
  answer: (asked: Asked) => Answered | Promise<Answered>;
  close(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startScriptedHttp(answer: ScriptedHttp['answer']): Promise<ScriptedHttp> {
  const asked: Asked[] = [];
  const scripted = { answer };
  const server = createServer({ maxHeaderSize: 256 * 1024 }, async (incoming, outgoing) => {
    let text = '';
    for await (const chunk of incoming) text += String(chunk);
    const one = { path: incoming.url ?? '', headers: incoming.headers, body: JSON.parse(text || '{}') };
    asked.push(one);
    const { status = 200, headers = {}, body = {}, cut = false } = await scripted.answer(one);
    if (cut) return void incoming.socket.destroy();
    outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
    outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  // Longer than the default 5 s, so that no caller's idle connection is closed under its hands.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(scripted, {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}
