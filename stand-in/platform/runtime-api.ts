import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { traceId } from './trace-id.ts';

/** What a function's author sees of a failure. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
}

/** One event on its way to a sandbox; `deadline` is on the sandbox's own clock, in ms since the epoch, which is shifted by `clockOffsetMs`. */
export interface Delivery {
  requestId: string;
  functionArn: string;
  deadline: number;
  clockOffsetMs?: number | undefined;
  event: unknown;
}

/** What the sandbox posted back: the response's JSON, or the error's. */
export interface Answer {
  kind: 'response' | 'error';
  body: string;
}

/** Hands the event to a sandbox that has asked for it, and waits for its answer. */
export type Deliver = (delivery: Delivery) => Promise<Answer>;

/** The Lambda Runtime API as one sandbox sees it, at `address` (host:port). */
export interface RuntimeApi {
  readonly address: string;
  readonly initError: FunctionError | undefined;
  /** Settles when the sandbox asks for its next event, at once if it is asking already. */
  next(): Promise<Deliver>;
  close(): void;
}

/** Serves the Runtime API (version 2018-06-01) to one sandbox. */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  let asked = Promise.withResolvers<Deliver>();
  let answered = Promise.withResolvers<Answer>();
  let initError: FunctionError | undefined;

  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    if (path.endsWith('/invocation/next')) {
      asked.resolve(({ requestId, functionArn, deadline, clockOffsetMs, event }) => {
        asked = Promise.withResolvers();
        answered = Promise.withResolvers();
        response.writeHead(200, {
          'content-type': 'application/json',
          'lambda-runtime-aws-request-id': requestId,
          'lambda-runtime-deadline-ms': deadline,
          'lambda-runtime-invoked-function-arn': functionArn,
          ...(clockOffsetMs !== undefined && { 'platform-clock-offset-ms': clockOffsetMs }),
          'lambda-runtime-trace-id': `Root=${traceId(deadline)};Parent=0000000000000001;Sampled=0`,
        });
        response.end(JSON.stringify(event ?? null));
        return answered.promise;
      });
      return;
    }
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return; // the sandbox died while it was answering
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    if (path.endsWith('/init/error')) initError = JSON.parse(body);
    else answered.resolve({ kind: path.endsWith('/error') ? 'error' : 'response', body });
  });
  server.keepAliveTimeout = 0; // a sandbox keeps its connection while its handler runs, however long
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    get initError() {
      return initError;
    },
    next: () => asked.promise,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
