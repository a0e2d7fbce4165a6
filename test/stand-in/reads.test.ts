import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PAGES, type Page, read, send, tokenFor } from '../../stand-in/cloud/client.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { PLUGIN_INSTANCE, PROXY, PROXY_INSTANCE } from '../../stand-in/cloud/seed.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

const { plugin, hotfix, proxy, patch } = PAGES;

describe('pages and filters', () => {
  const add = (page: Page, count: number, suffix: string) => {
    for (let n = 0; n < count; n += 1) {
      const id = `${String(n).padStart(32, '0')}${suffix}`;
      cloud.state.addInstance({ id, service: page.service, project_id: page.project_id, name: `many-${n}` });
    }
  };

  test.each<[string, Page, string]>([
    ['gaussdb', plugin, 'in14'],
    ['taurusdb', proxy, 'in07'],
    ['geminidb', patch, 'in13'],
  ])('%s lists its instances in pages of at most 100', async (_, page, suffix) => {
    const before = (await read(cloud, page, '/instances')).body.total_count;
    add(page, 230, suffix);
    const ids = new Set<string>();
    for (const [offset, length] of [
      [0, 100],
      [100, 100],
      [200, 30 + before],
      [300, 0],
    ] as const) {
      const { body } = await read(cloud, page, `/instances?limit=100&offset=${offset}`);
      expect([body.total_count, body.instances.length]).toEqual([230 + before, length]);
      for (const { id } of body.instances) ids.add(id);
    }
    expect(ids.size).toBe(230 + before);
    expect((await read(cloud, page, '/instances')).body.instances).toHaveLength(100);
    for (const limit of ['0', '101', 'x'])
      expect((await read(cloud, page, `/instances?limit=${limit}`)).body.error_code).toBe('DBS.280439');
    for (const [query, count] of [
      ['name=many-7', 1],
      ['name=*many-7', 11],
      ['name=many', 0],
      [`id=${'0'.repeat(32)}${suffix}`, 1],
      [`id=*99${suffix}`, 2],
      [`id=${'f'.repeat(32)}${suffix}`, 0],
    ] as const)
      expect((await read(cloud, page, `/instances?${query}`)).body.total_count).toBe(count);
  });

  test('another service or project lists other instances', async () => {
    const { body } = await read(cloud, patch, '/instances');
    expect(body.instances.map(({ id }) => id)).toEqual(patch.body.instance_ids);
    expect((await read(cloud, patch, '/instances?datastore_type=redis')).body.instances).toEqual([]);
    expect((await read(cloud, { ...patch, service: 'gaussdb' }, '/instances')).body.total_count).toBe(0);
    expect((await read(cloud, patch, `/instances?id=${PLUGIN_INSTANCE}`)).body.total_count).toBe(0);
  });

  test('with autoCreate an instance is there once a list names it', async () => {
    const path = '/instances?id=1111111111111111in14';
    expect((await read(cloud, plugin, path)).body.total_count).toBe(0);
    cloud.state.autoCreate = true;
    expect((await read(cloud, patch, path)).body.total_count).toBe(0);
    expect((await read(cloud, plugin, path)).body.instances).toMatchObject([{ status: 'ACTIVE' }]);
  });

  test('proxies of an instance, ten a page unless asked otherwise', async () => {
    const instance_id = PROXY_INSTANCE;
    for (let n = 0; n < 12; n += 1)
      cloud.state.addProxy({ id: `${n + 1000}111111111111po01`, instance_id, project_id: proxy.project_id });
    const page = async (query: string) =>
      (await read(cloud, proxy, `/instances/${instance_id}/proxies${query}`)).body.proxy_list.length;
    expect(await page('')).toBe(10);
    expect(await page('?offset=10')).toBe(3);
    expect(await page('?limit=100')).toBe(13);
  });

  test('scheduled tasks by instance, status, name and time', async () => {
    const [first] = hotfix.body.instance_ids;
    await send(cloud, hotfix, { body: { ...hotfix.body, start_time: '2099-01-01T00:00:00+0000' } });
    const count = async (query: string) =>
      (await read(cloud, hotfix, `/instances/schedule-tasks?${query}`)).body.total_count;
    expect(await count('')).toBe(2);
    expect(await count(`instance_id=${first}`)).toBe(1);
    expect(await count('status=Pending&name=HOTFIX_VERSION_UPGRADE')).toBe(2);
    expect(await count('status=Canceled')).toBe(0);
    expect(await count('name=OTHER')).toBe(0);
    expect(await count('limit=1')).toBe(2);
    expect(await count('end_time=2001-01-01T00:00:00Z')).toBe(0);
    expect((await read(cloud, hotfix, '/instances/schedule-tasks?status=Done')).status).toBe(400);
  });
});

describe("what the vendor's own clients and models say of the lists", () => {
  const count = async (page: Page, query: string) =>
    (await read(cloud, page, `/instances?${query}`)).body.total_count as number;

  test.each<[string, Page, string]>([
    ['gaussdb', plugin, 'in14'],
    ['taurusdb', proxy, 'in07'],
  ])(
    '%s: tags repeated or joined by commas, all of which must be there; one without a value takes any',
    async (_, page, suffix) => {
      const tags = [
        { key: 'env', value: 'prod' },
        { key: 'team', value: 'dba' },
      ];
      const id = `${'7'.repeat(32)}${suffix}`;
      cloud.state.addInstance({ id, service: page.service, project_id: page.project_id, tags });
      for (const [query, found] of [
        ['tags=env=prod', 1],
        ['tags=env%3D', 1],
        ['tags=env%3Dtest', 0],
        ['tags=env%3Dprod&tags=team%3D', 1],
        ['tags=env%3Dprod,team%3Ddba', 1],
        ['tags=env%3Dprod&tags=other%3D', 0],
        ['tags=other%3D&tags=env%3Dprod', 0],
      ] as const)
        expect([query, await count(page, query)]).toEqual([query, found]);
    },
  );

  test('each service has filters of its own', async () => {
    for (const [page, query, found] of [
      [plugin, 'type=Enterprise', 1],
      [plugin, 'type=Ha', 0],
      [plugin, 'charge_mode=prePaid', 0],
      [plugin, 'charge_mode=postPaid', 1],
      [plugin, 'vpc_id=elsewhere', 0],
      [proxy, 'type=Cluster', 1],
      [proxy, 'private_ip=10.0.0.1', 0],
      [proxy, 'proxy_ip=10.0.0.1', 0],
      [patch, 'mode=Replication', 2],
      [patch, 'mode=Replication&datastore_type=influxdb', 0],
      [patch, 'subnet_id=elsewhere', 0],
      [patch, 'tags=env%3Dprod', 2],
    ] as const)
      expect([query, await count(page, query)]).toEqual([query, found]);
    const [{ vpc_id, private_ips }] = (await read(cloud, proxy, '/instances')).body.instances;
    expect(await count(proxy, `vpc_id=${vpc_id}&private_ip=${private_ips[0]}`)).toBe(1);
  });

  test('fields that the models require are there', async () => {
    expect((await read(cloud, plugin, '/instances')).body.instances[0]).toMatchObject({
      switch_strategy: '',
      disk_encryption_id: '',
    });
    const [{ datastore, groups, disk_encryption_id }] = (await read(cloud, patch, '/instances')).body
      .instances;
    expect([datastore.whole_version, disk_encryption_id]).toEqual(['', '']);
    expect(groups[0].nodes[0]).toMatchObject({ role: '', public_ip: '', subnet_id: expect.any(String) });
    await send(cloud, plugin);
    const job = await read(cloud, plugin, `/jobs?id=${cloud.accepted[0]?.job_id}`);
    expect(job.body.job.fail_reason).toBe('');
  });

  test('totals in quotes, and the content of a task as text, where a switch says so', async () => {
    await send(cloud, hotfix);
    cloud.state.totalCount = 'text';
    cloud.state.taskContent = 'text';
    expect((await read(cloud, hotfix, '/instances/schedule-tasks')).body).toMatchObject({
      total_count: '2',
      tasks: [{ task_content: '{"target_version":"3.208.0.6,3.208.0.7"}' }, {}],
    });
  });

  test("TaurusDB's lists take the words Unauthorized and Canceled, and scheduled jobs come a hundred a page", async () => {
    for (const list of ['immediate-jobs', 'scheduled-jobs'])
      for (const word of ['Unauthorized', 'Canceled'])
        expect((await read(cloud, proxy, `/${list}?status=${word}`)).status).toBe(200);
  });
});

describe('visibility', () => {
  test('a job is unknown for the first while: 400 here, an empty list there', async () => {
    cloud.state.visibilityDelayMs = 5000;
    await send(cloud, plugin);
    await send(cloud, patch);
    const [installing, patching] = cloud.accepted.map(({ job_id }) => job_id);
    const both = async () => [
      (await read(cloud, plugin, `/jobs?id=${installing}`)).status,
      (await read(cloud, patch, `/jobs?id=${patching}`)).body.total_count,
    ];
    expect(await both()).toEqual([400, 0]);
    cloud.clock.advance(5000);
    expect(await both()).toEqual([200, 1]);
  });
});

test('reads are counted by call, and for what names an id; nothing else is', async () => {
  await send(cloud, patch);
  const id = cloud.accepted[0]?.job_id ?? '';
  await read(cloud, patch, `/jobs?id=${id}`);
  await read(cloud, patch, `/jobs?id=${id}`);
  await read(cloud, patch, '/instances');
  await read(cloud, plugin, '/instances');
  await read(cloud, plugin, `/instances/${PLUGIN_INSTANCE}/plugins`);
  await send(cloud, {
    ...proxy,
    path: `/instances/${PROXY_INSTANCE}/schedule-tasks/exist`,
    body: { schedule_type: 'PROXY_VERSION_UPGRADE' },
  });
  await read(cloud, plugin, '/nonsense');
  await read(cloud, hotfix, `/instances/schedule-task/${id}/cancel`, 'PUT');
  expect(cloud.reads()).toEqual({
    'geminidb listJobs': 2,
    'geminidb listInstances': 1,
    'gaussdb listInstances': 1,
    'gaussdb listPluginInfoList': 1,
    'taurusdb checkScheduleTaskExist': 1,
  });
  expect(cloud.reads(id)).toEqual({ 'geminidb listJobs': 2 });
  expect(cloud.reads(PLUGIN_INSTANCE)).toEqual({ 'gaussdb listPluginInfoList': 1 });
  const counted = await fetch(`${cloud.endpoints.iam}/_control/reads`);
  expect(await counted.json()).toEqual(cloud.reads());
});

describe('what a fleet is read by', () => {
  const ask = async (page: Page, version: string, path: string, body?: object) => {
    const reply = await fetch(`${cloud.endpoints[page.service]}/${version}/${page.project_id}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', 'x-auth-token': await tokenFor(cloud, page.project_id) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
  };

  test('GaussDB v3.3 and v3.1 spell versions behind V2.0- and hot patches as a list; v3 does neither', async () => {
    const [id = ''] = hotfix.body.instance_ids;
    cloud.state.change(id, { hotfix_versions: ['3.208.0.5'] });
    const datastore = async (version: string) =>
      ((await ask(hotfix, version, `/instances?id=${id}`)).body.instances as { datastore: object }[])[0]
        ?.datastore;
    expect(await datastore('v3')).toEqual({
      type: 'GaussDB',
      version: '3.208.0',
      hotfix_versions: '3.208.0.5',
    });
    expect(await datastore('v3.3')).toEqual({
      type: 'GaussDB',
      version: 'V2.0-3.208.0',
      hotfix_version_infos: [{ version: 'V2.0-3.208.0.5', upgrade_finished_time: '2023-01-15 01:46:40 UTC' }],
    });
    const candidates = async (version: string) =>
      (await ask(hotfix, version, `/instances/${id}/db-upgrade/candidate-versions`)).body
        .hotfix_upgrade_candidate_versions;
    expect(await candidates('v3')).toEqual(['3.208.0.6', '3.208.0.7']);
    expect(await candidates('v3.1')).toEqual(['V2.0-3.208.0.6', 'V2.0-3.208.0.7']);
  });

  test('a route that is not published is answered as one that does not exist', async () => {
    cloud.state.unpublished = ['gaussdb GET /v3.3/{project_id}/instances'];
    expect(await ask(hotfix, 'v3.3', '/instances')).toMatchObject({
      status: 404,
      body: { error_code: 'APIGW.0101' },
    });
    expect((await ask(hotfix, 'v3', '/instances')).status).toBe(200);
  });

  test('GeminiDB finds instances by tag: any value where none is named, one of several, every key, in pages, or counted', async () => {
    const tagged = (n: number, tags: Record<string, string>) => {
      const pairs = Object.entries(tags).map(([key, value]) => ({ key, value }));
      const id = `${String(n).padStart(32, '9')}in13`;
      cloud.state.addInstance({ id, service: 'geminidb', project_id: patch.project_id, tags: pairs });
      return id;
    };
    const ids = [tagged(1, { env: 'prod', team: 'a' }), tagged(2, { env: 'test' }), tagged(3, { team: 'a' })];
    const find = async (tags: object, more: object = {}) =>
      (await ask(patch, 'v3', '/instances/resource-instances/action', { action: 'filter', tags, ...more }))
        .body;
    const env = (...values: string[]) => ({ key: 'env', values });
    expect(await find([env()])).toMatchObject({ total_count: 2 });
    expect(await find([env('prod')])).toEqual({
      instances: [
        { instance_id: ids[0], instance_name: expect.any(String), tags: [{ key: 'env', value: 'prod' }] },
      ],
      total_count: 1,
    });
    expect(await find([env('prod', 'test')])).toMatchObject({ total_count: 2 });
    expect(await find([env(), { key: 'team', values: ['a'] }])).toMatchObject({ total_count: 1 });
    expect(await find(env())).toMatchObject({ total_count: 2 });
    const second = await find([env()], { limit: '1', offset: '1' });
    expect(second).toMatchObject({ instances: [{ instance_id: ids[1] }], total_count: 2 });
    const counted = { action: 'count', tags: [env()] };
    expect((await ask(patch, 'v3', '/instances/resource-instances/action', counted)).body).toEqual({
      total_count: 2,
    });
    for (const wrong of [{ action: 'list' }, { action: 'filter', limit: '101' }, { ...counted, limit: '1' }])
      expect((await ask(patch, 'v3', '/instances/resource-instances/action', wrong)).status).toBe(400);
  });

  test('TaurusDB shows the details of up to twenty: window, nodes, proxies, and no word of being busy', async () => {
    const id = PROXY_INSTANCE;
    cloud.state.change(id, { status: 'MODIFYING' });
    const details = (ids: string) => ask(proxy, 'v3.1', `/instances/details?instance_ids=${ids}`);
    expect((await details(`${id},${'0'.repeat(32)}in07`)).body.instances).toMatchObject([
      {
        id,
        status: 'normal',
        maintenance_window: '18:00-22:00',
        enterprise_project_id: 0,
        nodes: [{ type: 'master' }, { type: 'slave' }, {}],
        proxies: [{ pool_id: PROXY }],
      },
    ]);
    expect((await details(Array(21).fill(id).join())).status).toBe(400);
    expect((await details('')).status).toBe(400);
  });

  test('a fleet is made by the control, too', async () => {
    const order = { seed: 'x', count: 50, project_ids: [patch.project_id] };
    const before = cloud.state.instances.size;
    const made = await fetch(`${cloud.endpoints.iam}/_control/fleet`, {
      method: 'POST',
      body: JSON.stringify(order),
    });
    expect(await made.json()).toMatchObject({ instances: before + 50 });
  });
});
