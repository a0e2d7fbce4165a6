import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { patch, plugin } from '../world/cases.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let server: Server;
let endpoint: string;

/** A queue that answers 200 and takes every message of a batch but the last. */
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { Entries = [] } = (await json(request)) as { Entries?: { Id: string }[] };
    const refused = Entries.slice(-1).map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false }));
    const taken = Entries.slice(0, -1).map(({ Id }) => ({ Id, MessageId: `m-${Id}`, MD5OfMessageBody: '' }));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ Successful: taken, Failed: refused }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world = await startWorld();
});
beforeEach(async () => {
  await world.reset();
  world.set({
    AWS_ENDPOINT_URL_SQS: endpoint,
    QUEUE_URL: `${endpoint}/000000000000/{operation}`,
    DEAD_LETTER_QUEUE_URL: `${endpoint}/000000000000/{operation}-dead`,
  });
});
afterAll(async () => {
  await world.close();
  server.closeAllConnections();
  server.close();
});

describe('a queue that refuses one message inside a 200', () => {
  test('has not taken a webhook', async () => {
    const { answer, lines } = await world.service.post(plugin.operation, JSON.stringify(plugin.intent));
    expect(answer.statusCode).toBe(503);
    expect(lines).toMatchObject([{ status: 'failed', reason: expect.stringContaining('InternalError') }]);
  });

  test('has not taken an intent of several calls, of which nothing counts as sent on', async () => {
    const instance_ids = Array.from({ length: 25 }, (_, i) => `${String(i).padStart(32, '0')}in13`);
    const ran = await world.service.invoke(patch.operation, { ...patch.intent, instance_ids });
    expect(ran.lines).toMatchObject([{ status: 'failed', retry: true }]);
    expect(ran.result).toMatchObject({ name: 'TryAgain' });
    expect(world.cloud.received).toEqual([]);
  });

  test('has not taken a dead letter: a refusal comes again', async () => {
    world.befall(plugin, { kind: 'reject' });
    const ran = await world.service.invoke(plugin.operation, plugin.intent);
    expect(ran.lines).toMatchObject([{ status: 'rejected' }]);
    expect(ran.result).toMatchObject({ name: 'TryAgain' });
  });
});
