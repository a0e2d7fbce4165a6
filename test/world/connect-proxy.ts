import { request as ask, createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy on 127.0.0.1 that tunnels by CONNECT and forwards plain HTTP; `status` other than 200 refuses both. */
export interface ConnectProxy {
  readonly port: number;
  /** What it was asked for, as in `CONNECT host:443`, with the `proxy-authorization` that came. */
  readonly asked: { readonly line: string; readonly authorization: string | undefined }[];
  status: number;
  close(): Promise<void>;
}

/** Starts it on a free port. */
export async function startConnectProxy(): Promise<ConnectProxy> {
  const asked: ConnectProxy['asked'] = [];
  const proxy = { status: 200 };
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    const authorization = incoming.headers['proxy-authorization'];
    asked.push({ line: `${incoming.method} ${incoming.url}`, authorization });
    if (proxy.status !== 200) return void outgoing.writeHead(proxy.status).end();
    const { method, url = '', headers } = incoming;
    const onward = ask(url, { method, headers }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, socket, head) => {
    const { url = '', headers } = incoming;
    asked.push({ line: `CONNECT ${url}`, authorization: headers['proxy-authorization'] });
    socket.on('error', () => {});
    if (proxy.status !== 200) return void socket.end(`HTTP/1.1 ${proxy.status} Refused\r\n\r\n`);
    const [, port] = url.split(':');
    // Every name leads to this machine.
    const onward = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    onward.on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(proxy, {
    port: (server.address() as AddressInfo).port,
    asked,
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  });
}
