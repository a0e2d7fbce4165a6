import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keepRequest } from '../secrets/kept.ts';
import { answer, type World } from './answer.ts';
import { control } from './control.ts';
import { deliver } from './deliver.ts';
import { recordOf } from './record-of.ts';
import { gatewayError } from './refusal.ts';
import type { Service } from './resources.ts';

const MAX_BODY = 12 * 1024 * 1024; // contract §6.3
const MAX_HEADERS = 256 * 1024; // pages give X-Auth-Token up to 100,000 characters; how long they really may be is not known [?]

/** Starts the server of one service on the loopback interface; `controls` also takes `/_control/…`. */
export const startServer = async (
  service: Service,
  world: World,
  port: number,
  controls?: Parameters<typeof control>[2],
): Promise<{ url: string; close(): Promise<void> }> => {
  const server = createServer({ maxHeaderSize: MAX_HEADERS }, (req, res) => {
    handle(req, res, service, world, controls).catch(() => res.destroy());
  });
  // Longer than the default 5 s, so that no caller's idle connection is closed under its hands.
  server.keepAliveTimeout = 60_000;
  server.on('clientError', (_, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => closeServer(server),
  };
};

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const handle = async (
  req: IncomingMessage,
  res: ServerResponse,
  service: Service,
  world: World,
  controls: Parameters<typeof control>[2] | undefined,
): Promise<void> => {
  // A path may hold further question marks behind the first.
  const [path = '/', ...rest] = (req.url ?? '/').split('?');
  const rawQuery = rest.join('?');
  const body = await readBody(req);
  if (controls && path.startsWith('/_control/')) {
    const reply = control(`${req.method} ${path}`, body?.toString() ?? '', controls);
    deliver(res, reply, world.ids.requests.hex());
    return;
  }
  const record = recordOf(
    {
      service,
      method: req.method ?? '',
      path,
      rawQuery,
      headers: { ...req.headers },
      body: body?.toString() ?? '',
    },
    world.now(),
  );
  world.received.push(record);
  keepRequest(req.headers, record.body);
  // The cloud's own clock is what its answers tell.
  res.setHeader('date', new Date(world.loginTime()).toUTCString());
  const { reply, plan } = body
    ? await answer({ record, rawQuery, body }, world)
    : { reply: gatewayError(413, 'APIGW.0201', 'Request entity too large') };
  if (deliver(res, reply, world.ids.requests.hex(), plan)) record.status = reply.status;
};

/** The whole body, or undefined when it is too long. */
const readBody = async (req: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  }
  return size <= MAX_BODY ? Buffer.concat(chunks) : undefined;
};
