import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PAGES, send, tokenFor } from '../../stand-in/cloud/client.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

test('the controls work over HTTP', async () => {
  const post = (what: string, body: unknown) =>
    fetch(`${cloud.endpoints.iam}/_control/${what}`, { method: 'POST', body: JSON.stringify(body) });
  const before = cloud.clock.now();
  expect((await post('clock', { advance: 1000 })).status).toBe(200);
  expect(cloud.clock.now()).toBeGreaterThanOrEqual(before + 1000);
  await post('settings', { autoCreate: true });
  expect(cloud.state.autoCreate).toBe(true);
  expect((await post('settings', { autocreate: true })).status).toBe(400);
  await post('faults', { call: 'installKernelPlugin', fault: { kind: 'throttle' } });
  expect((await send(cloud, PAGES.plugin)).status).toBe(429);
  const record = await fetch(`${cloud.endpoints.iam}/_control/record`);
  expect(await record.json()).toMatchObject({ accepted: [], received: [{}, { status: 429 }] });
  await post('reset', {});
  expect([cloud.received, cloud.state.autoCreate]).toEqual([[], false]);
  expect((await post('nonsense', {})).status).toBe(404);
});

describe('over HTTP', () => {
  const post = async (what: string, body: unknown) => {
    const reply = await fetch(`${cloud.endpoints.iam}/_control/${what}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return [reply.status, await reply.json()];
  };
  const [target] = PAGES.patch.body.instance_ids;

  test('an ending is laid up', async () => {
    const rule = { how: 'failed', fail_reason: 'disk full', afterMs: 1000, target, times: 1 };
    expect(await post('endings', rule)).toEqual([200, {}]);
    await send(cloud, PAGES.patch);
    expect([...cloud.state.jobs.values()]).toMatchObject([{ ending: 'failed', fail_reason: 'disk full' }]);
  });

  test.each([
    [{}, 'how must be one of completed, unchanged, unprovable, failed, lags,'],
    [{ how: 'toString' }, 'not "toString"'],
    [{ how: 'failed' }, 'fail_reason must be a string, not undefined'],
    [{ how: 'lags', lagMs: '5' }, 'lagMs must be a number of at least 0, not "5"'],
    [{ how: 'completed', afterMs: -1 }, 'afterMs must be a number of at least 0, not -1'],
    [{ how: 'never', afterMs: 5 }, 'an ending that is never has no afterMs'],
    [{ how: 'completed', target: 5 }, 'target must be a string, not 5'],
  ])('a bad ending is refused: %j', async (rule, text) => {
    expect(await post('endings', rule)).toEqual([400, { error: expect.stringContaining(text) }]);
  });

  test('an instance is changed', async () => {
    expect(await post('change', { id: target, status_word: 'SUCCESS', actions: ['CREATE'] })).toMatchObject([
      200,
      { id: target, status_word: 'SUCCESS' },
    ]);
    expect(cloud.state.instances.get(target)?.actions).toEqual(['CREATE']);
    expect(await post('change', { id: target, colour: 'red' })).toMatchObject([
      400,
      { error: expect.stringContaining('colour') },
    ]);
  });
});

test('a reset cloud is as new, a token of before is unknown to it', async () => {
  const token = await tokenFor(cloud, PAGES.plugin.project_id);
  await send(cloud, PAGES.plugin, { token });
  cloud.clock.advance(60_000);
  cloud.reset();
  expect([cloud.accepted, cloud.received, cloud.state.jobs.size]).toEqual([[], [], 0]);
  expect(Math.abs(cloud.clock.now() - Date.now())).toBeLessThan(1000);
  expect((await send(cloud, PAGES.plugin, { token })).status).toBe(401);
});

test('the clock can be given, and set', async () => {
  const other = await startCloud({ now: () => 1_000_000_000_000 });
  other.clock.advance(5);
  expect(other.clock.now()).toBe(1_000_000_000_005);
  other.clock.set(7);
  expect(other.clock.now()).toBe(7);
  await other.close();
});

test('a request is recorded as sent, with the headers that prove it', async () => {
  const token = await tokenFor(cloud, PAGES.plugin.project_id);
  await send(cloud, PAGES.plugin, { token });
  expect(cloud.received[1]).toMatchObject({
    service: 'gaussdb',
    call: 'installKernelPlugin',
    method: 'POST',
    path: `/v3/${PAGES.plugin.project_id}${PAGES.plugin.path}`,
    query: {},
    headers: { 'x-auth-token': token, 'content-type': 'application/json' },
    body: JSON.stringify(PAGES.plugin.body),
    status: 202,
  });
});
