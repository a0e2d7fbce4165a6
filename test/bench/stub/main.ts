import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerAws } from './aws.ts';
import { answerCloud } from './cloud.ts';
import { newWorld, type Reply } from './world.ts';

let world = newWorld();

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const reply = answer(request, Buffer.concat(chunks).toString('utf8'));
    if (reply.delayed && world.latencyMs > 0) setTimeout(() => write(response, reply), world.latencyMs);
    else write(response, reply);
  });
});
// Longer than any pause of a benchmark: a dropped connection is not what is measured here.
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));

function answer(request: IncomingMessage, body: string): Reply {
  const path = request.url ?? '';
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return answerAws({ path, target, body }, world);
  if (path.startsWith('/bench/reset')) {
    world = { ...newWorld(), latencyMs: Number(path.split('?')[1] ?? 0) };
    return { status: 200, body: {} };
  }
  if (path === '/bench/counts') return { status: 200, body: world.counts };
  if (path === '/bench/messages') return { status: 200, body: world.messages };
  return answerCloud({ path, target: '', body }, world);
}

function write(response: ServerResponse, { status, headers, body }: Reply): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
