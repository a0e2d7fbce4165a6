import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Report } from '../../shared/terms/report.ts';
import { startHttpApi } from '../../stand-in/platform/http-api.ts';
import { type LambdaFunction, type LambdaOptions, startLambda } from '../../stand-in/platform/lambda.ts';
import { type Batch, pollQueue } from '../../stand-in/platform/queue-poller.ts';
import { eventBridgeEvent } from '../../stand-in/platform/timer.ts';
import { type Case, cases, casesOf, hotfix, patch, plugin, proxy } from '../world/cases.ts';
import { type Built, built } from './built.ts';
import { type Surroundings, startSurroundings } from './surroundings.ts';

let product: Built;
let around: Surroundings;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  product = await built('build');
});
beforeEach(async () => {
  around = await startSurroundings();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await around.close();
});
afterAll(() => product?.remove());

/**
 * Runs a built function in AWS's own runtime client, frozen between invocations; `lines` is what it printed. The client
 * itself prints what a handler throws.
 */
function deploy(name: string, options: Partial<LambdaOptions> = {}) {
  const lines: Report[] = [];
  const lambda = startLambda({
    name,
    bundle: product.bundle(name),
    environment: around.environment,
    timeoutMs: 60_000,
    freeze: true,
    onLog: (line) => {
      if (!/\tERROR\tInvoke Error/.test(line)) lines.push(JSON.parse(line) as Report);
    },
    ...options,
  });
  closing.push(() => lambda.close());
  return { lambda, lines };
}

/** Connects an operation's queue to its function; `whenBatches` settles after so many batches. */
function connect(operation: string, lambda: LambdaFunction) {
  const batches: Batch[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const poller = pollQueue({
    endpoint: around.queues.endpoint,
    queueUrl: around.queues.url(operation),
    queueArn: around.queues.arn(operation),
    lambda,
    batchSize: 5,
    maximumConcurrency: 2,
    bringBackAtOnce: true,
    onBatch: (batch) => {
      batches.push(batch);
      for (const { count, resolve } of waiting) if (batches.length >= count) resolve();
    },
  });
  closing.push(() => poller.stop());
  const whenBatches = (count: number) =>
    new Promise<void>((resolve) => {
      waiting.push({ count, resolve });
    });
  return { poller, batches, whenBatches };
}

const statusesOf = (lines: readonly Report[], id: string) =>
  lines.filter(({ request_id }) => request_id === id).map(({ status }) => status);

describe.each(cases)('$operation on its queue', (one) => {
  test('one accepted, one refused, one handed back and accepted the second time', async () => {
    const { cloud, queues } = around;
    const { distinct } = await casesOf(one.operation);
    const [accepted, refused, throttled] = [
      variant(one, 4, distinct),
      variant(one, 5, distinct),
      variant(one, 6, distinct),
    ];
    cloud.state.autoCreate = true;
    cloud.faults.decide = ({ call, targets, tryNumber }) => {
      if (call !== one.call) return undefined;
      if (targets[0] === refused.targets[0]) {
        return {
          kind: 'refuse',
          status: 404,
          body: { error_code: 'DBS.200002', error_msg: 'no such instance' },
        };
      }
      return targets[0] === throttled.targets[0] && tryNumber === 1 ? { kind: 'throttle' } : undefined;
    };
    const { lambda, lines } = deploy(one.operation);
    for (const [id, { intent }] of Object.entries({ accepted, refused, throttled })) {
      await queues.send(one.operation, JSON.stringify(intent), { request_id: id });
    }
    const { poller } = connect(one.operation, lambda);
    await poller.idle();

    expect(statusesOf(lines, 'accepted')).toEqual(['accepted']);
    expect(statusesOf(lines, 'refused')).toEqual(['rejected']);
    expect(statusesOf(lines, 'throttled')).toEqual(['failed', 'accepted']);
    expect(
      lines.filter(({ request_id }) => request_id === 'throttled').map(({ attempt }) => attempt),
    ).toEqual([1, 2]);
    expect(cloud.accepted.map(({ target }) => target).sort()).toEqual(
      [...accepted.targets, ...throttled.targets].sort(),
    );
    const dead = await queues.receiveAll(queues.deadLetterUrl(one.operation));
    expect(dead.map(({ MessageAttributes }) => MessageAttributes?.request_id?.StringValue)).toEqual([
      'refused',
    ]);
  });
});

describe('the way in by HTTP', () => {
  test('a webhook is answered, queued, and run by its function', async () => {
    const receiver = deploy('receive-webhook');
    const { lambda, lines } = deploy(plugin.operation);
    const api = await startHttpApi({ routes: { 'POST /webhooks/{operation}': receiver.lambda } });
    closing.push(() => api.close());
    const { poller } = connect(plugin.operation, lambda);
    const body = JSON.stringify(plugin.intent);
    const headers = around.signed(body);
    const answer = await fetch(`${api.url}/webhooks/${plugin.operation}`, { method: 'POST', body, headers });
    expect([answer.status, await answer.json()]).toEqual([
      202,
      { request_id: headers['webhook-id'], operation: plugin.operation, status: 'queued' },
    ]);
    await poller.idle();
    expect(receiver.lines).toMatchObject([{ status: 'held', sender: 'change-desk' }]);
    expect(lines).toMatchObject([
      { status: 'accepted', trigger: 'webhook', sender: 'change-desk', request_id: headers['webhook-id'] },
    ]);
    expect(around.cloud.accepted).toHaveLength(1);
  });

  test('a forged one is answered 401 and goes no further', async () => {
    const receiver = deploy('receive-webhook');
    const api = await startHttpApi({ routes: { 'POST /webhooks/{operation}': receiver.lambda } });
    closing.push(() => api.close());
    const body = JSON.stringify(plugin.intent);
    const headers = { ...around.signed(`${body} `), 'content-type': 'application/octet-stream' };
    const answer = await fetch(`${api.url}/webhooks/${plugin.operation}`, { method: 'POST', body, headers });
    expect([answer.status, await answer.json()]).toEqual([401, { error: expect.any(String) }]);
    expect(receiver.lines).toMatchObject([{ status: 'forbidden' }]);
    expect(await around.queues.receiveAll(around.queues.url(plugin.operation))).toEqual([]);
  });
});

describe('a timer', () => {
  test('gets the report, and what shall be tried again goes on from the queue', async () => {
    const { lambda, lines } = deploy(hotfix.operation);
    around.cloud.faults.add({ call: hotfix.call, fault: { kind: 'status', status: 503 } });
    const event = eventBridgeEvent(hotfix.intent, { id: 'tick-1' });
    expect(await lambda.invoke(event)).toMatchObject({
      ok: true,
      payload: { status: 'failed', request_id: 'tick-1' },
    });
    expect(around.cloud.accepted).toEqual([]);
    const { poller } = connect(hotfix.operation, lambda);
    await poller.idle();
    expect(lines).toMatchObject([
      { status: 'failed', request_id: 'tick-1', trigger: 'timer' },
      { status: 'accepted', request_id: 'tick-1', trigger: 'timer' },
    ]);
  });

  test('fails where not even the queue takes it', async () => {
    const QUEUE_URL = `${around.queues.endpoint}/000000000000/missing-{operation}`;
    const { lambda } = deploy(hotfix.operation, { environment: { ...around.environment, QUEUE_URL } });
    around.cloud.faults.add({ call: hotfix.call, fault: { kind: 'throttle' } });
    expect(await lambda.invoke(hotfix.intent)).toMatchObject({
      ok: false,
      end: 'error',
      error: { errorType: 'TryAgain' },
    });
  });

  test('spreads an intent of several calls over the queue, which its function then empties', async () => {
    around.cloud.state.autoCreate = true;
    const { lambda, lines } = deploy(patch.operation);
    const instance_ids = Array.from({ length: 25 }, (_, i) => `${String(i).padStart(32, '0')}in13`);
    await lambda.invoke({ ...patch.intent, instance_ids, request_id: 'many' });
    const { poller } = connect(patch.operation, lambda);
    await poller.idle();
    expect(lines.map(({ status }) => status).sort()).toEqual(['accepted', 'accepted', 'accepted', 'held']);
    expect(around.cloud.accepted.map(({ target }) => target).sort()).toEqual(instance_ids);
  });
});

describe('a function that ends in the middle', () => {
  test('killed while the cloud works on its request: delivered again, and no success is claimed', async () => {
    const { lambda, lines } = deploy(plugin.operation);
    const arrived = new Promise<void>((resolve) => {
      around.cloud.faults.decide = ({ call, tryNumber }) => {
        if (call !== plugin.call || tryNumber > 1) return undefined;
        // The work is taken in the same turn, after this decision.
        setImmediate(resolve);
        return { kind: 'slow', ms: 60_000 };
      };
    });
    await around.queues.send(plugin.operation, JSON.stringify(plugin.intent));
    const { batches, whenBatches } = connect(plugin.operation, lambda);
    const twice = whenBatches(2);
    await arrived;
    lambda.kill();
    await twice;
    expect(batches[0]?.invocation).toMatchObject({ end: 'killed', logs: [] });
    expect(around.cloud.accepted).toHaveLength(1);
    expect(lines.map(({ status }) => status)).not.toContain('accepted');
  });

  test('timed out while it dead-letters an unknown outcome: delivered again, no success is claimed', async () => {
    const hole = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => hole.once('listening', resolve));
    closing.push(async () => {
      hole.closeAllConnections();
      hole.close();
    });
    const nowhere = `http://127.0.0.1:${(hole.address() as AddressInfo).port}`;
    const { lambda, lines } = deploy(proxy.operation, {
      timeoutMs: 6000,
      environment: {
        ...around.environment,
        HW_TIMEOUT_MS: '2000',
        AWS_ENDPOINT_URL_SQS: nowhere,
        DEAD_LETTER_QUEUE_URL: `${nowhere}/000000000000/{operation}-dead`,
      },
    });
    around.cloud.faults.add({ call: proxy.call, fault: { kind: 'cut-after' } });
    await around.queues.send(proxy.operation, JSON.stringify(proxy.intent));
    const { batches, whenBatches } = connect(proxy.operation, lambda);
    await whenBatches(2);
    expect(batches[0]?.invocation).toMatchObject({ end: 'timeout' });
    expect(batches[0]?.failed).toHaveLength(1);
    expect(lines[0]).toMatchObject({ status: 'unknown' });
    expect(lines.map(({ status }) => status)).not.toContain('accepted');
  });
});

/** The same intent for other instances, numbered, as are the fields that have to differ. */
function variant(
  one: Case,
  n: number,
  distinct: readonly string[] = [],
): { intent: object; targets: string[] } {
  const numbered = (id: string) => `${id.slice(0, -6)}${n}${n}${id.slice(-4)}`;
  const { instance_ids, instance_id, proxy_id, ...rest } = one.intent;
  const targets = one.targets.map(numbered);
  return {
    targets,
    intent: {
      ...rest,
      ...Object.fromEntries(distinct.map((field) => [field, `${rest[field]}-${n}`])),
      ...(instance_ids !== undefined && { instance_ids: targets }),
      ...(instance_id !== undefined && { instance_id: numbered(String(instance_id)) }),
      ...(proxy_id !== undefined && { proxy_id: numbered(String(proxy_id)) }),
    },
  };
}
