import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PAGES, send } from '../../stand-in/cloud/client.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

describe('refusals', () => {
  const without = (body: object, name: string) =>
    Object.fromEntries(Object.entries(body).filter(([key]) => key !== name));
  const { plugin, hotfix, proxy, patch } = PAGES;
  const ids = (count: number) => Array.from({ length: count }, (_, i) => `${10_000 + i}aaaaaaaaaaaaaaaain13`);

  test.each([
    ['bad JSON', plugin, '{', 'not JSON'],
    ['no object', plugin, [], 'object'],
    ['a missing field', plugin, without(plugin.body, 'url'), 'url is required'],
    ['an unknown field', plugin, { ...plugin.body, sha256: 'x' }, 'unknown parameter sha256'],
    ['another plug-in', plugin, { ...plugin.body, plugin_name: 'PostGIS' }, 'plugin_name'],
    ['a bad checksum', plugin, { ...plugin.body, sha_256: 'abc' }, 'sha_256'],
    ['another upgrade type', hotfix, { ...hotfix.body, upgrade_type: 'Hotfix' }, 'upgrade_type'],
    [
      'an offset with a colon',
      hotfix,
      { ...hotfix.body, start_time: '2023-06-06T01:47:20+08:00' },
      'start_time',
    ],
    [
      'no day of the calendar',
      hotfix,
      { ...hotfix.body, start_time: '2023-13-06T01:47:20+0800' },
      'start_time',
    ],
    [
      'blanks between versions',
      hotfix,
      { ...hotfix.body, target_version: '3.2.0.6, 3.2.0.7' },
      'target_version',
    ],
    ['a version that is none', proxy, { ...proxy.body, target_version: 'latest' }, 'target_version'],
    ['eleven instances', patch, { instance_ids: ids(11) }, 'instance_ids'],
    ['no instances', patch, { instance_ids: [] }, 'instance_ids'],
  ])('%s is 400 DBS.200001', async (_, page, body, text) => {
    const reply = await send(cloud, page, { body });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toEqual({
      error_code: 'DBS.200001',
      error_msg: expect.stringContaining(text),
    });
    expect(cloud.accepted).toEqual([]);
  });

  test('two engines in one batch are 400', async () => {
    const { project_id } = patch;
    const [cassandra, influx] = ['1111111111111111in06', '1111111111111111in13'];
    for (const id of [cassandra, influx]) cloud.state.addInstance({ id, service: 'geminidb', project_id });
    expect((await send(cloud, patch, { body: { instance_ids: [cassandra, influx] } })).status).toBe(400);
  });

  test('an unknown instance: 404, for the whole hotfix, but an item of a patch', async () => {
    const unknown = 'ffffffffffffffffin14';
    const reply = await send(cloud, { ...plugin, path: `/instances/${unknown}/kernel-plugin` });
    expect([reply.status, await reply.json()]).toEqual([
      404,
      { error_code: 'DBS.200002', error_msg: 'The DB instance does not exist.' },
    ]);
    const instance_ids = [...hotfix.body.instance_ids, unknown];
    expect((await send(cloud, hotfix, { body: { ...hotfix.body, instance_ids } })).status).toBe(404);
    expect(cloud.accepted).toEqual([]);
    const patched = await send(cloud, patch, { body: { instance_ids: [unknown] } });
    expect(await patched.json()).toMatchObject({ upgrade_results: [{ error_code: 'DBS.200002' }] });
  });

  test('a busy instance: 409, an item of a patch, REJECT for a proxy', async () => {
    await send(cloud, plugin);
    const busy = await send(cloud, plugin);
    expect([busy.status, await busy.json()]).toMatchObject([409, { error_code: 'DBS.200011' }]);
    await send(cloud, patch);
    expect(await (await send(cloud, patch)).json()).toMatchObject({
      upgrade_results: [{ error_code: 'DBS.200011' }, { error_code: 'DBS.200011' }],
    });
    await send(cloud, proxy);
    expect(await (await send(cloud, proxy)).json()).toMatchObject({ update_result: [{ state: 'REJECT' }] });
    expect(cloud.accepted).toHaveLength(3);
  });

  test('a proxy of another version, or one going backwards, is rejected', async () => {
    for (const body of [
      { source_version: '2.23.11.000', target_version: '2.24.03.000' },
      { source_version: '2.23.12.000', target_version: '2.23.11.000' },
    ]) {
      expect(await (await send(cloud, proxy, { body })).json()).toMatchObject({
        update_result: [{ state: 'REJECT', workflow_id: expect.any(String) }],
      });
    }
  });

  test('an unknown path and a wrong method are the gateway’s 404; a bad path is no crash', async () => {
    for (const [path, method] of [
      ['/v3/nonsense', 'GET'],
      [`/v3/${plugin.project_id}${plugin.path}`, 'GET'],
    ] as const) {
      const reply = await fetch(cloud.endpoints.gaussdb + path, { method });
      expect([reply.status, await reply.json()]).toMatchObject([404, { error_code: 'APIGW.0101' }]);
    }
    expect((await fetch(`${cloud.endpoints.gaussdb}/v3/%zz/jobs?id=%zz`)).status).toBe(400);
    expect(cloud.received.map(({ call, status }) => [call, status])).toEqual([
      ['', 404],
      ['', 404],
      ['', 400],
    ]);
  });

  test('with autoCreate, well-formed ids exist as soon as they are named', async () => {
    cloud.state.autoCreate = true;
    await send(cloud, patch, { body: { instance_ids: ids(10) } });
    await send(cloud, {
      ...proxy,
      path: '/instances/11111111111111112222222222222222in07/proxy/11111111111111112222222222222222po01/upgrade-version',
    });
    expect(cloud.accepted).toHaveLength(11);
  });
});
