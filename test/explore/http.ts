import { EventEmitter } from 'node:events';
import { type Invocation, running } from './sandbox.ts';

/** A request as the product makes it. */
export interface Asked {
  readonly by: Invocation;
  readonly host: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What comes back; *refused*: no connection comes about; *cut*: the connection ends without an answer. */
export type Arrival =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string }
  | 'refused'
  | 'cut';

/** Takes a request and, some time, tells what comes back. */
export type Serve = (asked: Asked, arrive: (arrival: Arrival) => void) => void;

/** What of `node:http` and `node:https` the product uses. */
export interface FakeHttp {
  readonly Agent: new () => object;
  request(url: URL, options: { method: string; headers: Record<string, string> }): Outgoing;
}

class Agent {
  readonly freeSockets = {};
}

/** A network without sockets. */
export const fakeHttp = (serve: Serve): FakeHttp => ({
  Agent,
  request: (url, { method, headers }) => {
    const by = running.getStore();
    if (!by) throw new TypeError('only an invocation has a network');
    const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
    const path = `${url.pathname}${url.search}`;
    return new Outgoing(serve, { by, host: url.host, method, path, headers: Object.fromEntries(lower) });
  },
});

class Socket extends EventEmitter {
  readonly connecting: boolean;
  constructor(connecting: boolean) {
    super();
    this.connecting = connecting;
  }
}

class Outgoing extends EventEmitter {
  readonly reusedSocket = false;
  readonly protocol = 'https:';
  readonly method: string;
  readonly #serve: Serve;
  readonly #asked: Omit<Asked, 'body'>;
  #over = false;

  constructor(serve: Serve, asked: Omit<Asked, 'body'>) {
    super();
    this.#serve = serve;
    this.#asked = asked;
    this.method = asked.method;
  }

  getHeader(name: string): string | undefined {
    return name === 'host' ? this.#asked.host : this.#asked.headers[name];
  }

  end(body = ''): void {
    this.#serve({ ...this.#asked, body }, (arrival) => {
      const { by } = this.#asked;
      if (!by.dead && !this.#over) running.run(by, () => this.#arrive(arrival));
    });
  }

  destroy(cause: Error): void {
    if (this.#over) return;
    // By then it has left.
    this.emit('socket', new Socket(false));
    this.#fail(cause);
  }

  #arrive(arrival: Arrival): void {
    this.emit('socket', new Socket(arrival === 'refused'));
    if (typeof arrival === 'string') {
      const code = arrival === 'refused' ? 'ECONNREFUSED' : 'ECONNRESET';
      this.#fail(Object.assign(new Error(code), { code }));
      return;
    }
    this.#over = true;
    const { status, headers, text } = arrival;
    const incoming = Object.assign(new EventEmitter(), {
      statusCode: status,
      headers,
      socket: {},
      destroy: () => {},
    });
    this.emit('response', incoming);
    if (text !== '') incoming.emit('data', Buffer.from(text));
    incoming.emit('end');
    incoming.emit('close');
    this.emit('close');
  }

  #fail(cause: Error): void {
    this.#over = true;
    this.emit('error', cause);
    this.emit('close');
  }
}
