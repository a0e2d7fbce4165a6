import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { failedMessages } from '../../stand-in/platform/batch-response.ts';
import { temporaryBundles } from '../../stand-in/platform/bundles.ts';
import { startHttpApi } from '../../stand-in/platform/http-api.ts';
import {
  type Invocation,
  type LambdaFunction,
  type LambdaOptions,
  startLambda,
} from '../../stand-in/platform/lambda.ts';
import { type Batch, pollQueue } from '../../stand-in/platform/queue-poller.ts';
import { startQueues } from '../../stand-in/platform/queues.ts';
import { eventBridgeEvent } from '../../stand-in/platform/timer.ts';

const bundles = temporaryBundles();
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => bundles.remove());

let deployed = 0;
function deploy(source: string, options: Partial<LambdaOptions> = {}): LambdaFunction {
  const name = `function-${++deployed}`;
  const bundle = bundles.write(name, source);
  const lambda = startLambda({ name, bundle, environment: {}, timeoutMs: 30_000, ...options });
  closing.push(() => lambda.close());
  return lambda;
}

const running = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** A function that says on its output when it is in the middle of an invocation. */
const busy = `export const handler = async (event) => {
  if (event.busy) { process.stdout.write('busy\\n'); await new Promise((done) => setTimeout(done, 60_000)); }
  return 'done';
};`;
const whenBusy = (lambda: LambdaFunction, times = 1) =>
  new Promise<void>((resolve) => {
    let seen = 0;
    lambda.onLog = (line) => {
      if (line === 'busy' && ++seen === times) resolve();
    };
  });

describe('a function', () => {
  test('returns its value, is cold once, and learns what Lambda tells a function', async () => {
    const lambda = deploy(
      `let calls = 0;
       export const handler = async (event, context) => ({ event, calls: ++calls, env: process.env, context,
         left: context.getRemainingTimeInMillis() });`,
      { name: 'patch', environment: { COLOUR: 'blue' }, timeoutMs: 4000 },
    );
    const first = await lambda.invoke({ ids: ['é'] });
    const second = await lambda.invoke(undefined);

    expect(first).toMatchObject({ ok: true, end: 'returned', cold: true });
    expect(first.payload).toMatchObject({
      event: { ids: ['é'] },
      calls: 1,
      context: {
        awsRequestId: first.requestId,
        functionName: 'patch',
        invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:patch',
        memoryLimitInMB: '256',
      },
      env: { COLOUR: 'blue', AWS_REGION: 'eu-west-1', AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    });
    const { env, left } = first.payload as { env: Record<string, string>; left: number };
    expect(left).toBeLessThanOrEqual(4000);
    expect(left).toBeGreaterThan(3000);
    expect(
      Object.keys(env).filter((name) => !/^(_?AWS_|_X_AMZN|LAMBDA_|_HANDLER|TZ|LANG)/.test(name)),
    ).toEqual(['COLOUR']);
    expect(second).toMatchObject({ cold: false, payload: { event: null, calls: 2 } });
  });

  test('that throws ends in an error, and its process is used again', async () => {
    const lambda = deploy(`export const handler = async () => { throw new TypeError('no such thing'); };`);
    const error = { errorType: 'TypeError', errorMessage: 'no such thing' };
    expect(await lambda.invoke({})).toMatchObject({ ok: false, end: 'error', error, cold: true });
    expect(await lambda.invoke({})).toMatchObject({ ok: false, end: 'error', error, cold: false });
  });

  test.each([
    ['throws while it loads', `throw new RangeError('bad config');`, 'RangeError', 'bad config'],
    ['exports no handler', `export const main = 1;`, 'Runtime.HandlerNotFound', 'index.handler is undefined'],
    ['does not parse', `export const = ;`, 'Runtime.UserCodeSyntaxError', 'SyntaxError'],
  ])('that %s reports the init error', async (_case, source, errorType, message) => {
    const lambda = deploy(source);
    const invocation = await lambda.invoke({});
    expect(invocation).toMatchObject({ ok: false, end: 'error', cold: true, error: { errorType } });
    expect(invocation.error?.errorMessage).toContain(message);
    expect(lambda.sandboxes).toEqual([]);
  });

  test('that takes too long is killed, and the next invocation is cold', async () => {
    const lambda = deploy(busy, { timeoutMs: 3000 });
    const late = lambda.invoke({ busy: true });
    await whenBusy(lambda);
    const pid = lambda.sandboxes[0]?.pid ?? 0;
    expect(running(pid)).toBe(true);
    expect(await late).toMatchObject({
      end: 'timeout',
      logs: ['busy'],
      error: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringContaining('timed out after 3.00 seconds'),
      },
    });
    expect(running(pid)).toBe(false);
    expect(await lambda.invoke({})).toMatchObject({ end: 'returned', cold: true });
  });

  test.each([
    ['process.exit(3)', 'exit status 3'],
    ['process.exit(0)', 'exited without providing a reason'],
    [`process.kill(process.pid, 'SIGKILL')`, 'signal: killed'],
    [`setTimeout(() => { throw new Error('lost') }); await new Promise(() => {})`, 'exit status 1'],
  ])('that dies by %s has crashed, with its last words kept', async (death, message) => {
    const lambda = deploy(
      `export const handler = async (event) => { if (!event.die) return 'well';
         process.stdout.write('last '); process.stdout.write('words'); ${death}; };`,
    );
    expect(await lambda.invoke({})).toMatchObject({ ok: true });
    const crash = await lambda.invoke({ die: true });
    expect(crash).toMatchObject({ ok: false, end: 'crashed', error: { errorType: 'Runtime.ExitError' } });
    expect(crash.error?.errorMessage).toContain(message);
    expect(crash.logs).toContain('last words');
    expect(await lambda.invoke({})).toMatchObject({ ok: true, cold: true });
  });

  test('killed in flight ends as killed, and only that invocation does', async () => {
    const lambda = deploy(busy);
    const bothBusy = whenBusy(lambda, 2);
    const first = lambda.invoke({ busy: true });
    const second = lambda.invoke({ busy: true });
    await bothBusy;
    const [victim, survivor] = lambda.sandboxes;
    lambda.kill(victim?.requestId);
    const killed = await Promise.race([first, second]);
    expect(killed).toMatchObject({ ok: false, end: 'killed', requestId: victim?.requestId });
    expect(lambda.sandboxes).toEqual([survivor]);
    lambda.kill();
    expect((await Promise.all([first, second])).map(({ end }) => end)).toEqual(['killed', 'killed']);
  });

  test('whose idle process is killed starts a new one', async () => {
    const lambda = deploy(busy);
    await lambda.invoke({});
    lambda.kill();
    expect(await lambda.invoke({})).toMatchObject({ ok: true, cold: true });
  });

  test('runs at most `concurrency` invocations at a time', async () => {
    const lambda = deploy(
      `export const handler = async () => { await new Promise((done) => setTimeout(done, 50)); return process.pid; };`,
      { concurrency: 2 },
    );
    const all = await Promise.all(Array.from({ length: 6 }, () => lambda.invoke({})));
    expect(new Set(all.map(({ payload }) => payload)).size).toBe(2);
    expect(all.filter(({ cold }) => cold)).toHaveLength(2);
  });

  test('keeps its output by invocation, start-up included in the first', async () => {
    const heard: string[] = [];
    const lambda = deploy(
      `process.stdout.write('starting\\n');
       export const handler = async ({ n }) => { process.stderr.write('to stderr ' + n + '\\n'); console.log('line', n);
         process.stdout.write('x'.repeat(200_000) + n); };`,
      { onLog: (line) => heard.push(line) },
    );
    const long = 'x'.repeat(200_000);
    const [first, second] = [await lambda.invoke({ n: 1 }), await lambda.invoke({ n: 2 })];
    expect([...first.logs].sort()).toEqual(
      ['starting', 'to stderr 1', `${long}1`, first.logs.find(has('line 1'))].sort(),
    );
    expect([...second.logs].sort()).toEqual(
      ['to stderr 2', `${long}2`, second.logs.find(has('line 2'))].sort(),
    );
    expect(second.logs.find(has('line 2'))).toContain(`\t${second.requestId}\tINFO\tline 2`);
    expect(heard).toEqual([...first.logs, ...second.logs]);
  });

  test('on a patient machine waits longer for what it waits long for, and as long for all else', async () => {
    const lambda = deploy(
      `export const handler = async () => [
         ...[2000, 3000].map((ms) => { const timer = setTimeout(() => {}, ms); const waits = timer._idleTimeout; clearTimeout(timer); return waits; }),
         await new Promise((done) => setTimeout(done, 1, 'given')), process.env._PLATFORM_PATIENCE ?? 'not seen'];`,
      { patience: 20 },
    );
    expect((await lambda.invoke({})).payload).toEqual([2000, 60_000, 'given', 'not seen']);
  });

  test('sees a shifted clock, its deadline included, while timers keep their pace', async () => {
    const day = 24 * 60 * 60 * 1000;
    const lambda = deploy(
      `export const handler = async (event, context) => {
         const from = performance.now(); const at = Date.now();
         await new Promise((done) => setTimeout(done, 30));
         return { now: Date.now(), made: new Date().getTime(), called: Date.parse(Date()), fixed: new Date(5).getTime(),
           left: context.getRemainingTimeInMillis(), slept: [performance.now() - from, Date.now() - at],
           kinds: [new Date() instanceof Date, new Date().constructor === Date], env: Object.keys(process.env) };
       };`,
      { clockOffsetMs: 30 * day },
    );
    const before = Date.now() + 30 * day;
    const { payload } = await lambda.invoke({});
    const after = Date.now() + 30 * day;
    const seen = payload as Record<'now' | 'made' | 'called' | 'left', number> & {
      slept: number[];
      env: string[];
    };
    for (const time of [seen.now, seen.made, seen.called]) {
      // A date's text has whole seconds.
      expect(time).toBeGreaterThan(before - 1000);
      expect(time).toBeLessThanOrEqual(after);
    }
    expect(payload).toMatchObject({ fixed: 5, kinds: [true, true] });
    expect(seen.left).toBeLessThanOrEqual(30_000);
    for (const slept of seen.slept) expect(slept).toBeLessThanOrEqual(after - before);
    expect(seen.env.filter((name) => name.includes('CLOCK'))).toEqual([]);
  });

  test('sees a clock that is moved between its invocations, in the same process', async () => {
    const source = `export const handler = async (event, context) =>
      ({ now: Date.now(), left: context.getRemainingTimeInMillis(), pid: process.pid });`;
    let hours = 1;
    const lambda = deploy(source, { clockOffsetMs: () => hours * 3_600_000 });
    const ask = async () => {
      const since = Date.now();
      const { payload } = await lambda.invoke({});
      const seen = payload as Record<'now' | 'left' | 'pid', number>;
      return { ...seen, ahead: Math.floor((seen.now - since) / 3_600_000) };
    };
    const first = await ask();
    hours = 50;
    const later = await ask();
    hours = 2;
    const back = await ask();
    expect([first.ahead, later.ahead, back.ahead]).toEqual([1, 50, 2]);
    expect(new Set([first.pid, later.pid, back.pid]).size).toBe(1);
    for (const { left } of [first, later, back]) {
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(30_000);
    }
  });

  test('with `freeze` stands still between invocations', async () => {
    const lambda = deploy(
      `let ticks = 0; setInterval(() => { ticks += 1; }, 5);
       export const handler = async () => ticks;`,
      { freeze: true },
    );
    const first = await lambda.invoke({});
    await deploy(
      `await new Promise((done) => setTimeout(done, 300)); export const handler = async () => 1;`,
    ).invoke({});
    const second = await lambda.invoke({});
    expect(Number(second.payload) - Number(first.payload)).toBeLessThan(20);
  });

  test('leaves no process behind when it is closed, nor when the program that started it dies', async () => {
    const lambda = deploy(busy);
    const busyNow = whenBusy(lambda);
    const inFlight = lambda.invoke({ busy: true });
    await busyNow;
    const [{ pid } = { pid: 0 }] = lambda.sandboxes;
    await lambda.close();
    expect(await inFlight).toMatchObject({ end: 'killed' });
    expect(running(pid)).toBe(false);
    await expect(lambda.invoke({})).rejects.toThrow('is closed');

    // An orphan's process id may linger; its connections do not.
    const listener = createServer().listen(0, '127.0.0.1');
    closing.push(async () => void listener.close());
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const bundle = bundles.write(
      'orphan',
      `import { connect } from 'node:net';
       export const handler = () => new Promise(() => connect(${port}, '127.0.0.1').on('error', () => {}));`,
    );
    const program = `
      const { startLambda } = await import(${JSON.stringify(new URL('../../stand-in/platform/lambda.ts', import.meta.url).href)});
      const settings = { name: 'orphan', bundle: ${JSON.stringify(bundle)}, environment: {}, timeoutMs: 60_000 };
      await startLambda(settings).invoke({});`;
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const parent = execFile(process.execPath, ['--input-type=module', '-e', program]);
      const [connection] = (await once(listener, 'connection')) as [Socket];
      const ended = once(connection.on('error', () => {}).resume(), 'close');
      parent.kill(signal);
      expect(await once(parent, 'exit')).toEqual([null, signal]);
      await ended;
    }
  });
});

const has = (part: string) => (line: string) => line.includes(part);

describe('a queue', () => {
  const source = `export const handler = async ({ Records }) => {
    const bodies = Records.map(({ body }) => JSON.parse(body));
    if (bodies.some(({ crash }) => crash) && Records[0].attributes.ApproximateReceiveCount === '1') process.exit(1);
    return { batchItemFailures: Records.filter(({ body, attributes }) =>
      JSON.parse(body).failures >= Number(attributes.ApproximateReceiveCount))
      .map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };`;

  async function connect(lambda: LambdaFunction, settings: { clockOffsetMs?: () => number } = {}) {
    const queues = await startQueues(['patch'], { visibilitySeconds: 5, maxReceiveCount: 2 });
    const batches: Batch[] = [];
    const poller = pollQueue({
      endpoint: queues.endpoint,
      queueUrl: queues.url('patch'),
      queueArn: queues.arn('patch'),
      lambda,
      batchSize: 10,
      maximumConcurrency: 2,
      onBatch: (batch) => batches.push(batch),
      ...settings,
    });
    closing.push(
      () => queues.close(),
      () => poller.stop(),
    );
    return { queues, poller, batches };
  }

  test('hands over genuine events and deletes what succeeded', async () => {
    const { queues, poller, batches } = await connect(deploy(source), { clockOffsetMs: () => 3_600_000 });
    const id = await queues.send('patch', '{"a":1}', { request_id: 'r-1' });
    await poller.idle();

    const [batch] = batches;
    const record = batch?.event.Records[0];
    expect(record).toEqual({
      messageId: id,
      receiptHandle: expect.any(String),
      body: '{"a":1}',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: expect.any(String),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      },
      messageAttributes: {
        request_id: { stringValue: 'r-1', stringListValues: [], binaryListValues: [], dataType: 'String' },
      },
      md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
      md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventSource: 'aws:sqs',
      eventSourceARN: queues.arn('patch'),
      awsRegion: 'eu-west-1',
    });
    expect(Math.abs(Number(record?.attributes.SentTimestamp) - Date.now() - 3_600_000)).toBeLessThan(300_000);
    expect(await queues.counts(queues.url('patch'))).toEqual({ visible: 0, invisible: 0, delayed: 0 });
  });

  test('brings failures back, a crashed batch too, and moves the hopeless to the dead-letter queue', async () => {
    const { queues, poller, batches } = await connect(deploy(source));
    const once = await queues.send('patch', '{"failures":0}');
    const twice = await queues.send('patch', '{"failures":1}');
    const never = await queues.send('patch', '{"failures":9}');
    await poller.idle();
    const deliveries = batches.flatMap(({ event }) => event.Records.map(({ messageId }) => messageId));
    expect(deliveries.filter((id) => id === once)).toHaveLength(1);
    expect(deliveries.filter((id) => id === twice)).toHaveLength(2);
    expect(deliveries.filter((id) => id === never)).toHaveLength(2);
    for (const _look of [1, 2]) {
      const dead = await queues.receiveAll(queues.deadLetterUrl('patch'));
      expect(dead.map(({ MessageId }) => MessageId)).toEqual([never]);
    }

    const crashed = await queues.send('patch', '{"crash":true}');
    await poller.idle();
    expect(batches.slice(-2).map(({ invocation, failed }) => [invocation?.end, failed])).toEqual([
      ['crashed', [crashed]],
      ['returned', []],
    ]);
  });

  test.each<[string, unknown, string[]]>([
    ['null', null, []],
    ['nothing', undefined, []],
    ['an empty object', {}, []],
    ['a null list', { batchItemFailures: null }, []],
    ['an empty list', { batchItemFailures: [] }, []],
    ['one id', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['b']],
    ['an unknown id', { batchItemFailures: [{ itemIdentifier: 'x' }] }, ['a', 'b']],
    ['an empty id', { batchItemFailures: [{ itemIdentifier: '' }] }, ['a', 'b']],
    ['a null id', { batchItemFailures: [{ itemIdentifier: null }] }, ['a', 'b']],
    ['a wrong key', { batchItemFailures: [{ messageId: 'a' }] }, ['a', 'b']],
    ['a list of nothing', { batchItemFailures: [null] }, ['a', 'b']],
    ['no list', { batchItemFailures: 'a' }, ['a', 'b']],
    ['text', 'fine', ['a', 'b']],
  ])('reads a batch response of %s as AWS does', (_case, payload, failed) => {
    const invocation = { ok: true, payload } as Invocation;
    expect(failedMessages(invocation, ['a', 'b'])).toEqual(failed);
    expect(failedMessages({ ...invocation, ok: false }, ['a', 'b'])).toEqual(['a', 'b']);
  });
});

describe('the HTTP API', () => {
  const route = 'POST /webhooks/{operation}';
  const echo = 'export const handler = async (event) => ({ echo: event });';
  const call = async (lambda: LambdaFunction, timeoutMs = 30_000) => {
    const api = await startHttpApi({ routes: { [route]: lambda }, clockOffsetMs: 86_400_000, timeoutMs });
    closing.push(() => api.close());
    return (path: string, init: RequestInit = {}) => fetch(`${api.url}${path}`, { method: 'POST', ...init });
  };
  const eventOf = async (response: { json(): Promise<unknown> }) =>
    ((await response.json()) as { echo: APIGatewayProxyEventV2 }).echo;

  test('takes the most exact route, whatever their order, and decodes what a greedy variable holds', async () => {
    const lambda = deploy(echo);
    const keys = ['GET /a/{rest+}', 'GET /a/{one}', 'GET /a/b', 'GET /a/c/{rest+}'];
    const api = await startHttpApi({ routes: Object.fromEntries(keys.map((key) => [key, lambda])) });
    closing.push(() => api.close());
    const took = async (path: string) => {
      const { routeKey, pathParameters } = await eventOf(await fetch(`${api.url}${path}`));
      return [routeKey, pathParameters];
    };
    expect(await took('/a/b')).toEqual(['GET /a/b', undefined]);
    expect(await took('/a/x%23y')).toEqual(['GET /a/{one}', { one: 'x#y' }]);
    expect(await took('/a/x/y%2Fz')).toEqual(['GET /a/{rest+}', { rest: 'x/y/z' }]);
  });

  test('makes a genuine event of a request', async () => {
    const api = await startHttpApi({ routes: { [route]: deploy(echo) } });
    closing.push(() => api.close());
    const sent = request(`${api.url}/webhooks/patch%20it?a=1&a=2&b=%C3%A9`, { method: 'POST' });
    sent.setHeader('X-Twice', ['one', 'two']);
    sent.setHeader('Cookie', 'k=v; l=w');
    sent.setHeader('Content-Type', 'application/json; charset=utf-8');
    sent.end('{"é":1}');
    const [response] = await once(sent, 'response');
    expect(response.headers['content-type']).toBe('application/json');
    const { echo: event } = (await json(response)) as { echo: APIGatewayProxyEventV2 };
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: route,
      rawPath: '/webhooks/patch%20it',
      rawQueryString: 'a=1&a=2&b=%C3%A9',
      queryStringParameters: { a: '1,2', b: 'é' },
      pathParameters: { operation: 'patch it' },
      cookies: ['k=v', 'l=w'],
      headers: { 'x-twice': 'one,two', 'x-forwarded-proto': 'https' },
      requestContext: {
        routeKey: route,
        stage: '$default',
        domainPrefix: 'local',
        http: { method: 'POST', path: '/webhooks/patch%20it', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
      body: '{"é":1}',
      isBase64Encoded: false,
    });
    expect(event.headers.cookie).toBeUndefined();
  });

  test('encodes what is not text in base64, and shifts its clock', async () => {
    const post = await call(deploy(echo));
    const binary = Buffer.from([0, 255, 10]);
    for (const type of ['application/octet-stream', 'application/x-www-form-urlencoded']) {
      const event = await eventOf(
        await post('/webhooks/a', { body: binary, headers: { 'content-type': type } }),
      );
      expect(event).toMatchObject({ body: binary.toString('base64'), isBase64Encoded: true });
      expect(event.requestContext.timeEpoch).toBeGreaterThan(Date.now() + 80_000_000);
    }
    const empty = await eventOf(await post('/webhooks/a'));
    expect(empty.body).toBeUndefined();
    expect(empty.isBase64Encoded).toBe(false);
  });

  test('maps results to responses', async () => {
    const post = await call(deploy('export const handler = async (event) => JSON.parse(event.body);'));
    const answer = async (result: unknown) => {
      const body = JSON.stringify(result);
      const response = await post('/webhooks/a', { body, headers: { 'content-type': 'application/json' } });
      return [response.status, response.headers.get('content-type'), await response.text()];
    };
    const cookies = ['a=1', 'b=2'];
    expect(await answer({ fine: true })).toEqual([200, 'application/json', '{"fine":true}']);
    expect(await answer('text')).toEqual([200, 'application/json', 'text']);
    expect(await answer({ statusCode: 204 })).toEqual([204, 'text/plain;charset=UTF-8', '']);
    expect(await answer({ statusCode: 202, headers: { 'Content-Type': 'a/b' }, body: 'x', cookies })).toEqual(
      [202, 'a/b', 'x'],
    );
    expect(await answer({ statusCode: 200, body: 'aGk=', isBase64Encoded: true })).toContain('hi');
    expect(await answer({ statusCode: 200, body: { not: 'text' } })).toContain(500);
    expect(await answer({ statusCode: 'soon' })).toContain(500);
  });

  test('answers for itself: 404, 413, 500 and 503', async () => {
    const lambda = deploy(`export const handler = async ({ pathParameters: { operation } }) => {
      if (operation === 'slow') await new Promise((done) => setTimeout(done, 60_000));
      throw new Error('no'); };`);
    const post = await call(lambda);
    const impatient = await call(lambda, 1);
    const status = async (path: string, init?: RequestInit, by = post) => {
      const response = await by(path, init);
      return [response.status, await response.json()];
    };
    expect(await status('/webhooks/a/b')).toEqual([404, { message: 'Not Found' }]);
    expect(await status('/webhooks/a', { method: 'PUT' })).toEqual([404, { message: 'Not Found' }]);
    expect(await status('/webhooks/%zz')).toEqual([400, { message: 'Bad Request' }]);
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    expect(await status('/webhooks/a', { body })).toEqual([413, { message: 'Request Entity Too Large' }]);
    expect(await status('/webhooks/a')).toEqual([500, { message: 'Internal Server Error' }]);
    expect(await status('/webhooks/slow', {}, impatient)).toEqual([503, { message: 'Service Unavailable' }]);
  });
});

describe('a timer', () => {
  test('sends events in the envelope of EventBridge', () => {
    const time = new Date('2026-03-01T04:05:06.789Z');
    expect(eventBridgeEvent({ ids: ['a'] }, { time })).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '000000000000',
      time: '2026-03-01T04:05:06Z',
      region: 'eu-west-1',
      resources: ['arn:aws:events:eu-west-1:000000000000:rule/local'],
      detail: { ids: ['a'] },
    });
  });
});
