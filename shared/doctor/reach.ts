import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { proxyFor } from '../transport/proxy.ts';
import { send } from '../transport/transport.ts';

/** What answers at an address: for https its TLS version and until when its certificate is good. */
export interface Reached {
  readonly addresses: number;
  /** The proxy in between, without its login; it resolves the name. */
  readonly proxy?: string;
  readonly tls?: { readonly version: string; readonly valid_to: string };
}

/** How many addresses a name has. Throws when it has none. */
export const resolve = async (host: string): Promise<number> => (await lookup(host, { all: true })).length;

/** Resolves an origin's host and connects to it, over TLS for https; sends nothing, or through a proxy an empty HEAD. Throws for what goes wrong on the way. */
export async function reach(origin: string, timeoutMs: number): Promise<Reached> {
  const { hostname, port, protocol } = new URL(origin);
  const proxy = proxyFor(new URL(origin));
  if (proxy) {
    await send({ method: 'HEAD', origin, path: '/', headers: {} }, timeoutMs, 0);
    return { addresses: 0, proxy: proxy.shown };
  }
  const host = hostname.replace(/^\[|\]$/g, '');
  const addresses = await resolve(host);
  const secure = protocol === 'https:';
  const to = { host, port: Number(port || (secure ? 443 : 80)), timeout: timeoutMs };
  return new Promise((done, failed) => {
    const socket = secure ? connectTls(isIP(host) ? to : { ...to, servername: host }) : connectTcp(to);
    const end = (settle: () => void) => {
      socket.destroy();
      settle();
    };
    socket.once('timeout', () => end(() => failed(new Error(`no connection within ${timeoutMs} ms`))));
    socket.once('error', (error) => end(() => failed(error)));
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      const tls =
        'getPeerCertificate' in socket
          ? { version: socket.getProtocol() ?? 'TLS', valid_to: socket.getPeerCertificate().valid_to }
          : undefined;
      end(() => done({ addresses, ...(tls && { tls }) }));
    });
  });
}
