import { type Host, isService } from '../huawei/services/services.ts';
import type { Exchange } from '../terms/inspection.ts';
import { send, type WireRequest } from '../transport/transport.ts';
import { parseJson } from '../values/json/parse-json.ts';

/** Keeps every request to the cloud and what came of it, and lets none out that could change anything. */
export interface Recorder {
  readonly exchanges: readonly Exchange[];
  /** The way to a host, in the place of `send`. Throws `TypeError` for what is neither a GET nor a POST that starts nothing. */
  to(service: Host): typeof send;
}

/** A recorder that has seen nothing yet. */
export function openRecorder(): Recorder {
  const exchanges: Exchange[] = [];
  return {
    exchanges,
    to: (service) => async (request, timeoutMs, idleMs, longest) => {
      if (!isHarmless(service, request)) {
        throw new TypeError(`${request.method} ${request.path} might change something: it was not sent`);
      }
      const { method, path, query } = partsOf(request);
      const sent_at = Date.now();
      const started = performance.now();
      const asked = () => ({
        service,
        method,
        path,
        query,
        sent_at,
        ms: Math.round(performance.now() - started),
      });
      try {
        const reply = await send(request, timeoutMs, idleMs, longest);
        const { status, headers } = reply;
        exchanges.push({ ...asked(), status, headers, body: parseJson(reply.body) });
        return reply;
      } catch (error) {
        const failure = error instanceof Error ? error.message : String(error);
        exchanges.push({ ...asked(), headers: {}, failure });
        throw error;
      }
    },
  };
}

/** The POSTs that start nothing: the request for a token, and the query for instances by tag. */
const isHarmless = (service: Host, { method, path }: WireRequest) =>
  method === 'GET' || (method === 'POST' && (isService(service) ? IS_QUERY.test(path) : path === TOKENS));

const TOKENS = '/v3/auth/tokens?nocatalog=true';
const IS_QUERY = /^\/v3\/[^/]+\/instances\/resource-instances\/action$/;

function partsOf({ method, path, origin }: WireRequest) {
  const url = new URL(path, origin);
  return { method, path: url.pathname, query: Object.fromEntries(url.searchParams) };
}
