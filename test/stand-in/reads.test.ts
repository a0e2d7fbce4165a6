import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PAGES, type Page, read, send } from '../../stand-in/cloud/client.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';

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
    expect(body.instances.map(({ id }: { id: string }) => id)).toEqual(patch.body.instance_ids);
    expect((await read(cloud, patch, '/instances?datastore_type=redis')).body.instances).toEqual([]);
    expect((await read(cloud, { ...patch, service: 'gaussdb' }, '/instances')).body.total_count).toBe(0);
    expect((await read(cloud, patch, '/instances?id=f9b5f9b296ec6808e067in14')).body.total_count).toBe(0);
  });

  test('with autoCreate an instance is there once a list names it', async () => {
    const path = '/instances?id=1111111111111111in14';
    expect((await read(cloud, plugin, path)).body.total_count).toBe(0);
    cloud.state.autoCreate = true;
    expect((await read(cloud, patch, path)).body.total_count).toBe(0);
    expect((await read(cloud, plugin, path)).body.instances).toMatchObject([{ status: 'ACTIVE' }]);
  });

  test('proxies of an instance, ten a page unless asked otherwise', async () => {
    const instance_id = '517ea793ab91438cbfcd9c4b1c958b1ein07';
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
  await read(cloud, plugin, '/instances/f9b5f9b296ec6808e067in14/plugins');
  await send(cloud, {
    ...proxy,
    path: '/instances/517ea793ab91438cbfcd9c4b1c958b1ein07/schedule-tasks/exist',
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
  expect(cloud.reads('f9b5f9b296ec6808e067in14')).toEqual({ 'gaussdb listPluginInfoList': 1 });
  const counted = await fetch(`${cloud.endpoints.iam}/_control/reads`);
  expect(await counted.json()).toEqual(cloud.reads());
});
