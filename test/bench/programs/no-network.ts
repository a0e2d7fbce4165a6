import type { EventEmitter } from 'node:events';
import type { Reply } from '../stub/world.ts';

const http = process.getBuiltinModule('node:http');
const { EventEmitter: Emitter } = process.getBuiltinModule('node:events');

type Answer = (path: string, body: string) => Reply;

/** Puts an answer out of memory in the place of `http.request`, with as much of its behaviour as a client can see. */
export function cutNetwork(answer: Answer): void {
  http.request = ((url: URL) => outgoing(answer, url.pathname)) as unknown as typeof http.request;
}

function outgoing(answer: Answer, path: string): EventEmitter {
  const socket = Object.assign(new Emitter(), { connecting: false, destroy: () => undefined });
  const request = Object.assign(new Emitter(), {
    reusedSocket: true,
    destroy: () => undefined,
    end(body: string) {
      const reply = answer(path, body);
      queueMicrotask(() => {
        request.emit('socket', socket);
        request.emit('response', incoming(reply, socket));
        request.emit('close');
      });
    },
  });
  return request;
}

function incoming({ status, headers, body }: Reply, socket: object): object {
  const chunks = [Buffer.from(JSON.stringify(body))];
  return {
    statusCode: status,
    headers: headers ?? {},
    socket,
    complete: true,
    async *[Symbol.asyncIterator]() {
      yield* chunks;
    },
    destroy: () => undefined,
  };
}
