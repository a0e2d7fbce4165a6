import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** A server that speaks no protocol by itself: every request's text goes to `react`, which writes what it likes. */
export interface RawServer {
  readonly port: number;
  /** What arrived, one text a connection. */
  readonly arrived: string[];
  react: (socket: Socket, text: string) => void;
  close(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1; with a certificate it speaks TLS. */
export async function startRawServer(tls?: { key: string; cert: string }): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const arrived: string[] = [];
  const raw = { react: (_socket: Socket, _text: string) => {} };
  const accept = (socket: Socket) => {
    const index = arrived.push('') - 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (bytes) => {
      arrived[index] += bytes.toString('utf8');
      raw.react(socket, bytes.toString('utf8'));
    });
  };
  const server = tls ? createTlsServer(tls, accept) : createServer(accept);
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(raw, {
    port: (server.address() as AddressInfo).port,
    arrived,
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  });
}

/** An HTTP/1.1 reply with a content length. */
export const http = (status: string, body = '', headers = ''): string =>
  `HTTP/1.1 ${status}\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
