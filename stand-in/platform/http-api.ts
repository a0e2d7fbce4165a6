import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { gatewayAnswer, type HttpAnswer, httpAnswer } from './http-answer.ts';
import { httpEvent } from './http-event.ts';
import type { LambdaFunction } from './lambda.ts';
import { listen } from './listen.ts';

/** Functions by route key (`POST /webhooks/{operation}`, `GET /files/{path+}`); the time-out is the gateway's own, 30 s. */
export interface HttpApiOptions {
  routes: Record<string, Pick<LambdaFunction, 'invoke'>>;
  clockOffsetMs?: number;
  timeoutMs?: number;
}

const maxBodyBytes = 10 * 1024 * 1024;

/** Starts an HTTP API in front of functions, on a free port of 127.0.0.1. */
export async function startHttpApi(
  options: HttpApiOptions,
): Promise<{ url: string; close(): Promise<void> }> {
  const { clockOffsetMs = 0, timeoutMs = 30_000 } = options;

  async function answer(request: IncomingMessage): Promise<HttpAnswer> {
    const time = new Date(Date.now() + clockOffsetMs);
    const route = findRoute(options.routes, request);
    if (!route) return gatewayAnswer(404, 'Not Found');
    const body = await readBody(request);
    if (!body) return gatewayAnswer(413, 'Request Entity Too Large');
    const event = httpEvent(request, body, route.key, route.parameters, time);
    const patience = new AbortController();
    const tooLate = delay(timeoutMs, undefined, { signal: patience.signal }).catch(() => undefined);
    const invocation = await Promise.race([route.lambda.invoke(event), tooLate]).finally(() =>
      patience.abort(),
    );
    return invocation ? httpAnswer(invocation) : gatewayAnswer(503, 'Service Unavailable');
  }

  const server = createServer(async (request, response) => {
    const { status, headers, body } = await answer(request).catch((error: unknown) =>
      error instanceof URIError
        ? gatewayAnswer(400, 'Bad Request')
        : gatewayAnswer(500, 'Internal Server Error'),
    );
    response.writeHead(status, { 'apigw-requestid': crypto.randomUUID(), ...headers }).end(body);
  });
  return listen(server);
}

function findRoute(routes: HttpApiOptions['routes'], { method, url = '/' }: IncomingMessage) {
  const path = url.split('?')[0] ?? '/';
  for (const [key, lambda] of Object.entries(routes).sort(mostExact)) {
    const pattern = key
      .replace(/[.*?^$()|[\]\\]/g, '\\$&')
      .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')
      .replace(/\{(\w+)\+\}/g, '(?<$1>.+)');
    const match = new RegExp(`^${pattern}$`).exec(`${method} ${path}`);
    if (!match) continue;
    const encoded = Object.entries(match.groups ?? {});
    const parameters = Object.fromEntries(encoded.map(([name, value]) => [name, decodeURIComponent(value)]));
    return { key, lambda, parameters };
  }
  return undefined;
}

/** Of routes that match, the gateway takes the one with the fewest variables, and a greedy one last. */
const mostExact = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  loosenessOf(one) - loosenessOf(other);
const loosenessOf = (key: string): number => (key.includes('+}') ? 100 : 0) + (key.match(/\{/g) ?? []).length;

/** The whole body; undefined when it is larger than the gateway takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  return size <= maxBodyBytes ? Buffer.concat(chunks) : undefined;
}
