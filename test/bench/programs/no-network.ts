import type { EventEmitter } from 'node:events';
import type { Reply } from '../stub/world.ts';

const http = process.getBuiltinModule('node:http');
const { EventEmitter: Emitter } = process.getBuiltinModule('node:events');

type Answer = (path: string, body: string) => Reply;

/** Puts an answer out of memory in the place of `http.request`, with as much of its behaviour as a client can see. */
export function cutNetwork(answer: Answer): void {
  http.request = ((url: URL) =>
    outgoing(answer, url.pathname + url.search)) as unknown as typeof http.request;
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
        const response = incoming(reply, socket);
        request.emit('response', response);
        response.emit('data', Buffer.from(JSON.stringify(reply.body)));
        response.emit('end');
        response.emit('close');
        request.emit('close');
      });
    },
  });
  return request;
}

const incoming = ({ status, headers = {} }: Reply, socket: object) =>
  Object.assign(new Emitter(), {
    statusCode: status,
    headers,
    socket,
    complete: true,
    destroy: () => undefined,
  });
