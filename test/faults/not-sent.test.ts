import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cases, crossed, plugin } from '../world/cases.ts';
import { freeClock, setClock } from '../world/clock.ts';
import { triggers } from '../world/triggers.ts';
import { startWorld, type World } from '../world/world.ts';
import { expectNext, expectTruth } from './told.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => world.reset());
afterEach(() => {
  freeClock();
});
afterAll(() => world.close());

const runs = crossed(cases);
const SUBMIT_NEEDS_MS = 2000 + 5000; // HW_TIMEOUT_MS of the service, and the margin

/** Where the server listens once it does. */
async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A port of 127.0.0.1 on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('too little time left of the invocation', () => {
  test.each(runs)('nothing is sent, and it is tried again ($operation, $way)', async ({ way, one }) => {
    const ran = await world.service.fire(way, one.operation, one.intent, { remaining: SUBMIT_NEEDS_MS - 1 });
    expect(ran.lines).toMatchObject([{ status: 'failed', reason: expect.stringContaining('6999 ms') }]);
    expect(ran.lines[0]?.outcomes.map(({ verdict }) => verdict)).toEqual(one.targets.map(() => 'not_sent'));
    expectTruth(world, one, ran);
    await expectNext(world, way, 'later', ran);
    expect(world.submissions()).toHaveLength(0);
  });

  test.each(cases)('just enough is enough ($operation)', async (one) => {
    const ran = await world.service.fire('queue', one.operation, one.intent, { remaining: SUBMIT_NEEDS_MS });
    expect(ran.lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('a second try after a refused token needs its own time', async () => {
    world.befall(plugin, { kind: 'token-update' });
    const remaining = () => (world.submissions().length === 0 ? SUBMIT_NEEDS_MS : SUBMIT_NEEDS_MS - 1);
    const ran = await world.service.invoke(plugin.operation, plugin.intent, remaining);
    expect(ran.lines).toMatchObject([{ status: 'failed', outcomes: [{ verdict: 'not_sent' }] }]);
    await expectNext(world, 'timer', 'later', ran);
    expect(world.submissions()).toHaveLength(1);
    expect(world.cloud.accepted).toEqual([]);
  });
});

describe('nobody listens', () => {
  test.each(runs)('at the service: not sent, tried again ($operation, $way)', async ({ way, one }) => {
    const nowhere = `http://127.0.0.1:${await closedPort()}`;
    world.set({ HW_ENDPOINTS: JSON.stringify({ ...world.cloud.endpoints, [one.service]: nowhere }) });
    const ran = await world.service.fire(way, one.operation, one.intent);
    expect(ran.lines).toMatchObject([{ status: 'failed' }]);
    expect(ran.lines[0]?.outcomes.map(({ verdict }) => verdict)).toEqual(one.targets.map(() => 'not_sent'));
    await expectNext(world, way, 'later', ran);
    expect(world.submissions()).toHaveLength(0);
  });

  test.each(triggers)('at IAM: not sent, tried again (%s)', async (way) => {
    world.freshUser();
    const nowhere = `http://127.0.0.1:${await closedPort()}`;
    world.set({ HW_ENDPOINTS: JSON.stringify({ ...world.cloud.endpoints, iam: nowhere }) });
    const ran = await world.service.fire(way, plugin.operation, plugin.intent);
    expect(ran.lines).toMatchObject([{ status: 'failed', outcomes: [{ verdict: 'not_sent' }] }]);
    await expectNext(world, way, 'later', ran);
    expect(world.submissions()).toHaveLength(0);
  });

  test('of that name: not sent', async () => {
    world.set({ HW_ENDPOINTS: JSON.stringify({ ...world.cloud.endpoints, gaussdb: 'https://no.invalid' }) });
    const ran = await world.service.fire('queue', plugin.operation, plugin.intent);
    expect(ran.lines).toMatchObject([{ status: 'failed', outcomes: [{ verdict: 'not_sent' }] }]);
    await expectNext(world, 'queue', 'later', ran);
  });

  test('who speaks TLS: not sent', async () => {
    const plain = world.cloud.endpoints.gaussdb.replace('http:', 'https:');
    world.set({ HW_ENDPOINTS: JSON.stringify({ ...world.cloud.endpoints, gaussdb: plain }) });
    const ran = await world.service.fire('queue', plugin.operation, plugin.intent);
    expect(ran.lines).toMatchObject([{ status: 'failed', outcomes: [{ verdict: 'not_sent' }] }]);
    await expectNext(world, 'queue', 'later', ran);
    expect(world.submissions()).toHaveLength(0);
  });
});

describe('a connection', () => {
  test('carries the next submission only within a second of its last answer', async () => {
    let connections = 0;
    const server = createHttpServer((request, response) => {
      request.resume();
      response.writeHead(202, { 'content-type': 'application/json' }).end('{"job_id":"job"}');
    });
    server.on('connection', () => {
      connections += 1;
    });
    const gaussdb = await listening(server);
    world.set({ HW_ENDPOINTS: JSON.stringify({ ...world.cloud.endpoints, gaussdb }) });
    const connectionsAfter = async (time: string) => {
      setClock(time);
      const ran = await world.service.invoke(plugin.operation, plugin.intent);
      expect(ran.lines).toMatchObject([{ status: 'accepted' }]);
      return connections;
    };
    expect(await connectionsAfter('2026-03-01T10:00:00.000Z')).toBe(1);
    expect(await connectionsAfter('2026-03-01T10:00:01.000Z')).toBe(1);
    expect(await connectionsAfter('2026-03-01T10:00:02.001Z')).toBe(2);
    expect(await connectionsAfter('2026-03-01T09:00:00.000Z')).toBe(3);
    server.closeAllConnections();
    server.close();
  });
});
