import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { NotSent, OutcomeUnknown } from '../../shared/terms/errors.ts';
import { send } from '../../shared/transport/transport.ts';
import { freeClock, setClock } from '../world/clock.ts';
import { http, type RawServer, startRawServer } from './raw-server.ts';
import { selfSigned } from './self-signed.ts';

const TIMEOUT = 5000;
const SHORT = 150;
const IDLE = 1000;
const MIB = 1024 * 1024;

let server: RawServer;
beforeEach(async () => {
  server = await startRawServer();
});
afterEach(async () => {
  await server.close();
  freeClock();
});

const request = (origin: string, body = '{"a":1}') => ({
  method: 'POST',
  origin,
  path: '/v3/p/instances?limit=1',
  headers: { 'content-type': 'application/json' },
  body,
});
const post = (timeout = TIMEOUT, idle = IDLE) =>
  send(request(`http://127.0.0.1:${server.port}`), timeout, idle);
const failure = (sending: Promise<unknown>): Promise<unknown> =>
  sending.then(
    (reply) => reply,
    (error: unknown) => error,
  );

describe('nothing can have left', () => {
  const notSent = async (origin: string, timeout = TIMEOUT) => {
    const error = await failure(send(request(origin), timeout, IDLE));
    expect(error).toBeInstanceOf(NotSent);
    expect(error).toMatchObject({ status: 'failed', retry: true, message: expect.stringContaining('POST ') });
    return error as NotSent;
  };

  test('when the name is not known', async () => {
    expect((await notSent('http://no-such-host.invalid')).message).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });

  test('when the connection is refused', async () => {
    const { port } = server;
    await server.close();
    expect((await notSent(`http://127.0.0.1:${port}`)).message).toContain('ECONNREFUSED');
    server = await startRawServer();
  });

  test.each<[string, (socket: Socket) => void]>([
    ['is answered with something else', (socket) => socket.write(http('400 Bad Request'))],
    ['is cut', (socket) => socket.destroy()],
    ['is reset', (socket) => socket.resetAndDestroy()],
    ['is ended', (socket) => socket.end()],
  ])('when the TLS handshake %s', async (_, react) => {
    server.react = react;
    await notSent(`https://127.0.0.1:${server.port}`);
    expect(server.arrived.join('')).not.toContain('instances');
  });

  test('when the TLS handshake is not answered in time', async () => {
    const error = await notSent(`https://127.0.0.1:${server.port}`, SHORT);
    expect(error.message).toContain(`${SHORT} ms`);
  });

  test('when nobody vouches for the certificate', async () => {
    const secure = await startRawServer(selfSigned());
    await notSent(`https://127.0.0.1:${secure.port}`);
    expect(secure.arrived.join('')).toBe('');
    await secure.close();
  });
});

describe('a text that Node does not take', () => {
  test('in a header: it arrives as it is, or it is not sent', async () => {
    server.react = (socket) => socket.write(http('200 OK'));
    const origin = `http://127.0.0.1:${server.port}`;
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a\n', 'a\r', 'a\u200b', 'a\r\nb: c', '\0'),
    );
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        const one = { ...request(origin), headers: { 'x-auth-token': value } };
        const answer = await failure(send(one, TIMEOUT, IDLE));
        if (!(answer instanceof Error)) return;
        expect(answer).toBeInstanceOf(NotSent);
        expect(answer.message).toMatch(`POST ${origin}: `);
        expect(answer.message).toMatch(/Invalid character in header content \["x-auth-token"\]$/);
      }),
    );
  });

  test.each([
    ['a host', 'https://xn--a.example.com', '/'],
    ['a port', 'http://127.0.0.1:99999', '/'],
  ])('as %s: not sent', async (_, origin, path) => {
    const error = await failure(send({ ...request(origin), path }, TIMEOUT, IDLE));
    expect(error).toBeInstanceOf(NotSent);
    expect((error as NotSent).retry).toBe(true);
  });
});

const cuts: [string, (socket: Socket) => void][] = [
  ['the connection is cut before any reply', (socket) => socket.destroy()],
  ['the connection is reset before any reply', (socket) => socket.resetAndDestroy()],
  ['the connection is ended before any reply', (socket) => socket.end()],
  ['it is cut within the status line', (socket) => socket.end('HTTP/1.1 20')],
  ['it is cut within the headers', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le')],
  ['it is cut behind a 100 Continue', (socket) => socket.end('HTTP/1.1 100 Continue\r\n\r\n')],
  ['it is cut within the body', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"a"')],
  [
    'it is cut within a chunk',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{"a"'),
  ],
  [
    'it is cut before the last chunk',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n'),
  ],
  ['the reply is no HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.0\r\n')],
  ['the status is no number', (socket) => socket.end('HTTP/1.1 OK 200\r\n\r\n')],
  ['the content length is no number', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n')],
  ['the headers are endless', (socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}\r\n\r\n`)],
  [
    'another protocol is switched to',
    (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
  ],
  ['the reply is a byte longer than 1 MiB', (socket) => socket.end(http('200 OK', 'x'.repeat(MIB + 1)))],
];

describe('the request left and no usable answer came', () => {
  const unknown = async (sending: Promise<unknown>) => {
    const error = await failure(sending);
    expect(error).toBeInstanceOf(OutcomeUnknown);
    expect(error).toMatchObject({ status: 'unknown', retry: false });
    expect((error as OutcomeUnknown).message).toMatch(/^the request left, then: POST 127\.0\.0\.1:\d+: ./);
    return error as OutcomeUnknown;
  };

  test.each(cuts)(
    'when %s',
    async (_, react) => {
      server.react = react;
      await unknown(post(1000));
      expect(server.arrived).toHaveLength(1);
    },
    3000,
  );

  test.each<[string, (socket: Socket) => void]>([
    ['no reply', () => {}],
    ['half of the headers', (socket) => socket.write('HTTP/1.1 200 OK\r\nconte')],
    ['half of the body', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"a"')],
  ])('when %s came in time', async (_, react) => {
    server.react = react;
    expect((await unknown(post(SHORT))).message).toContain(`no complete answer within ${SHORT} ms`);
    expect(server.arrived).toHaveLength(1);
  });

  test('when a kept connection turns out to be dead', async () => {
    server.react = (socket) => socket.write(http('200 OK'));
    await post();
    await setImmediate();
    server.react = (socket) => socket.resetAndDestroy();
    await unknown(post());
    expect(server.arrived).toHaveLength(1);
  });

  describe('over TLS', () => {
    const tls = selfSigned();
    const trusted = getCACertificates('default');
    beforeAll(() => setDefaultCACertificates([...trusted, tls.cert]));
    afterAll(() => setDefaultCACertificates(trusted));

    test('as well, once the handshake is done', async () => {
      const secure = await startRawServer(tls);
      secure.react = (socket) => socket.destroy();
      await unknown(send(request(`https://127.0.0.1:${secure.port}`), TIMEOUT, IDLE));
      expect(secure.arrived[0]).toContain('/v3/p/instances');
      await secure.close();
    });

    test('as well, when the time is up after the handshake', async () => {
      const secure = await startRawServer(tls);
      const timers = jest.spyOn(globalThis, 'setTimeout');
      const sending = failure(send(request(`https://127.0.0.1:${secure.port}`), TIMEOUT, IDLE));
      const [timeIsUp] = timers.mock.calls.find(([, ms]) => ms === TIMEOUT) ?? [];
      timers.mockRestore();
      secure.react = () => timeIsUp?.();
      expect(await sending).toBeInstanceOf(OutcomeUnknown);
      expect(secure.arrived[0]).toContain('/v3/p/instances');
      await secure.close();
    });

    test('but not when the certificate is for another name', async () => {
      const secure = await startRawServer(tls);
      const sending = failure(send(request(`https://localhost:${secure.port}`), TIMEOUT, IDLE));
      expect(await sending).toBeInstanceOf(NotSent);
      expect(secure.arrived.join('')).toBe('');
      await secure.close();
    });
  });
});

/** A server of its own thread: it tells of the request that came, answers once it may, and tells that it has. */
const ANSWERS = `
  const { parentPort, workerData: { flags, answer } } = require('node:worker_threads');
  const server = require('node:net').createServer((socket) => {
    socket.once('data', () => {
      parentPort.postMessage('asked');
      Atomics.wait(flags, 0, 0);
      socket.write(answer);
      Atomics.store(flags, 1, 1);
      Atomics.notify(flags, 1);
    });
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

describe('a whole answer', () => {
  test('that arrived while the process stood still is read, though the time is up since', async () => {
    const flags = new Int32Array(new SharedArrayBuffer(8));
    const workerData = { flags, answer: http('202 Accepted', '{"b":2}') };
    const worker = new Worker(ANSWERS, { eval: true, workerData });
    const [port] = (await once(worker, 'message')) as [number];
    const asked = once(worker, 'message');
    const timers = jest.spyOn(globalThis, 'setTimeout');
    const sending = failure(send(request(`http://127.0.0.1:${port}`), TIMEOUT, IDLE));
    const [timeIsUp] = timers.mock.calls.find(([, ms]) => ms === TIMEOUT) ?? [];
    timers.mockRestore();
    await asked;
    Atomics.store(flags, 0, 1);
    Atomics.notify(flags, 0);
    Atomics.wait(flags, 1, 0);
    // As the loop goes on after it stood still: timers first, then what has arrived.
    await new Promise<void>((done) => {
      setTimeout(() => {
        timeIsUp?.();
        done();
      }, 0);
      const until = performance.now() + 5;
      while (performance.now() < until);
    });
    expect(await sending).toMatchObject({ status: 202, body: '{"b":2}' });
    await worker.terminate();
  });

  test.each([
    '200 OK',
    '202 Accepted',
    '400 Bad Request',
    '404 Not Found',
    '429 Too Many Requests',
    '503 Busy',
  ])('is handed on whatever its status: %s', async (status) => {
    server.react = (socket) => socket.write(http(status, '{"b":2}', 'X-Request-Id: cloud-1\r\n'));
    expect(await post()).toMatchObject({
      status: Number(status.slice(0, 3)),
      body: '{"b":2}',
      request_id: 'cloud-1',
    });
  });

  test.each([301, 302, 303, 307, 308])('that redirects (%d) is not followed', async (status) => {
    const elsewhere = await startRawServer();
    server.react = (socket) =>
      socket.write(http(`${status} Moved`, '', `location: http://127.0.0.1:${elsewhere.port}/\r\n`));
    expect((await post()).status).toBe(status);
    expect(elsewhere.arrived).toEqual([]);
    expect(server.arrived).toHaveLength(1);
    await elsewhere.close();
  });

  test('may be 1 MiB long', async () => {
    server.react = (socket) => socket.write(http('200 OK', 'x'.repeat(MIB)));
    expect((await post()).body).toHaveLength(MIB);
  });

  test('may end with the connection', async () => {
    server.react = (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n{"b":2}');
    expect((await post()).body).toBe('{"b":2}');
  });

  test('may come behind early hints', async () => {
    server.react = (socket) => socket.write(`HTTP/1.1 103 Early Hints\r\n\r\n${http('200 OK', 'x')}`);
    expect(await post()).toMatchObject({ status: 200, body: 'x' });
  });

  test('may be cut within a character by the network', async () => {
    const bytes = Buffer.from(http('200 OK', '运维'));
    server.react = async (socket) => {
      socket.setNoDelay(true);
      for (const byte of bytes) {
        socket.write(Buffer.from([byte]));
        await setImmediate();
      }
    };
    expect((await post()).body).toBe('运维');
  });

  test('without a request id has none', async () => {
    server.react = (socket) => socket.write(http('200 OK'));
    expect(await post()).not.toHaveProperty('request_id');
  });
});

describe('what is sent', () => {
  test.each(['{"a":1}', '{"reason":"überprüft ✅ 运维"}', '{}', ''])(
    'is the body to the byte: %j',
    async (body) => {
      server.react = (socket) => socket.write(http('200 OK'));
      await send(request(`http://127.0.0.1:${server.port}`, body), TIMEOUT, IDLE);
      const [head = '', sent] = server.arrived[0]?.split('\r\n\r\n') ?? [];
      expect(sent).toBe(body);
      expect(head).toMatch(/^POST \/v3\/p\/instances\?limit=1 HTTP\/1\.1\r\n/);
      expect(head.toLowerCase()).toContain(`\r\ncontent-length: ${Buffer.byteLength(body)}`);
      expect(head.toLowerCase()).not.toContain('transfer-encoding');
    },
  );

  test('a read has no body', async () => {
    server.react = (socket) => socket.write(http('200 OK'));
    const { body: _, ...read } = request(`http://127.0.0.1:${server.port}`);
    await send({ ...read, method: 'GET' }, TIMEOUT, IDLE);
    expect(server.arrived[0]).toMatch(/^GET /);
    expect(server.arrived[0]?.toLowerCase()).not.toMatch(/content-length|transfer-encoding/);
    expect(server.arrived[0]).toMatch(/\r\n\r\n$/);
  });
});

describe('a connection', () => {
  const start = Date.parse('2026-11-21T19:11:35Z');
  beforeEach(() => {
    setClock(start);
    server.react = (socket) => socket.write(http('200 OK'));
  });
  /** Sends, and lets the connection become idle. */
  const postAndRest = async () => {
    await post();
    await setImmediate();
  };

  test.each([
    ['at once', 0, 1],
    ['at the end of the idle time', IDLE, 1],
    ['after it', IDLE + 1, 2],
    ['a day later', 86_400_000, 2],
    ['when the clock was set back', -IDLE - 1, 2],
  ])('is used again %s: %d ms', async (_, ms, connections) => {
    await postAndRest();
    setClock(start + ms);
    await postAndRest();
    expect(server.arrived).toHaveLength(connections);
    expect(server.arrived.join('').match(/POST/g)).toHaveLength(2);
  });

  test('counts its idle time from its last answer', async () => {
    await postAndRest();
    setClock(start + 900);
    await postAndRest();
    setClock(start + 1800);
    await postAndRest();
    expect(server.arrived).toHaveLength(1);
  });

  test('counts it from the end of that answer, not from its beginning', async () => {
    server.react = async (socket) => {
      const whole = http('200 OK', 'slow');
      socket.write(whole.slice(0, -2));
      for (let turn = 0; turn < 20; turn++) await setImmediate();
      setClock(start + 900);
      socket.write(whole.slice(-2));
    };
    await postAndRest();
    setClock(start + 1800);
    await postAndRest();
    expect(server.arrived).toHaveLength(1);
  });

  test('that the server ended is not used again', async () => {
    const ended = new Promise<void>((resolve) => {
      server.react = (socket) => {
        socket.on('close', () => resolve());
        socket.end(http('200 OK'));
      };
    });
    await post();
    await ended;
    expect((await post()).status).toBe(200);
    expect(server.arrived).toHaveLength(2);
  });

  test('carries one request at a time', async () => {
    await Promise.all([post(), post(), post()]);
    expect(server.arrived).toHaveLength(3);
  });

  test('on which more came than the answer does no harm', async () => {
    server.react = (socket) => socket.write(`${http('200 OK', 'mine')}${http('200 OK', 'not mine')}`);
    expect((await post()).body).toBe('mine');
    await setImmediate();
    server.react = (socket) => socket.write(http('202 Accepted', 'mine again'));
    expect((await post()).body).toBe('mine again');
  });
});
