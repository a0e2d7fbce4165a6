import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PAGES, read, send } from '../../stand-in/cloud/client.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { PATCH_INSTANCES, PLUGIN_INSTANCE, PROXY, PROXY_INSTANCE } from '../../stand-in/cloud/seed.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

const MINUTE = 60_000;

describe('work goes on with the clock', () => {
  test('a plug-in', async () => {
    const { plugin } = PAGES;
    await send(cloud, plugin);
    const [{ job_id: id } = { job_id: '' }] = cloud.accepted;
    cloud.clock.advance(6 * MINUTE);
    expect(await read(cloud, plugin, `/jobs?id=${id}`)).toMatchObject({
      status: 200,
      body: { job: { id, status: 'Running', progress: '40%', ended: '' } },
    });
    expect((await read(cloud, plugin, '/instances')).body.instances[0].status).toBe('UPGRADING');
    expect((await read(cloud, plugin, '/tasks')).body).toMatchObject({
      tasks: [{ job_id: id, process: '40%', instance_info: { instance_status: 'UPGRADING' } }],
      total_count: 1,
    });
    cloud.clock.advance(9 * MINUTE);
    expect((await read(cloud, plugin, `/jobs?id=${id}`)).body.job).toMatchObject({
      status: 'Completed',
      progress: '100%',
      ended: expect.stringMatching(/\+0000$/),
    });
    expect((await read(cloud, plugin, `/instances/${PLUGIN_INSTANCE}/kernel-plugins`)).body).toEqual([
      'postgis',
    ]);
    expect((await read(cloud, plugin, `/instances/${PLUGIN_INSTANCE}/plugins`)).body).toMatchObject({
      total_count: 1,
      plugins: [{ plugin_name: 'postgis', installed: true }],
    });
  });

  test('a hotfix waits, can be cancelled until it starts, then runs', async () => {
    const { hotfix } = PAGES;
    const [first] = hotfix.body.instance_ids;
    const path = `/instances/schedule-tasks?instance_id=${first}`;
    const start_time = `${new Date(cloud.clock.now() + 60 * MINUTE).toISOString().slice(0, 19)}+0000`;
    await send(cloud, hotfix, { body: { ...hotfix.body, start_time } });
    expect((await read(cloud, hotfix, path)).body).toMatchObject({
      tasks: [{ status: 'Pending', instance_id: first, start_time, task_name: 'HOTFIX_VERSION_UPGRADE' }],
      total_count: 1,
    });
    cloud.clock.advance(61 * MINUTE);
    expect((await read(cloud, hotfix, `${path}&status=Running`)).body.total_count).toBe(1);
    const cancel = `/instances/schedule-task/${cloud.accepted[0]?.job_id}/cancel`;
    expect((await read(cloud, hotfix, cancel, 'PUT')).status).toBe(409);
    cloud.clock.advance(60 * MINUTE);
    expect((await read(cloud, hotfix, path)).body.tasks[0].status).toBe('Completed');
    expect(cloud.state.instances.get(first)?.hotfix_versions).toEqual(['3.208.0.6', '3.208.0.7']);
    expect((await read(cloud, hotfix, `/instances?id=${first}`)).body.instances[0].datastore).toMatchObject({
      hotfix_versions: '3.208.0.6, 3.208.0.7',
    });
    const candidates = await read(cloud, hotfix, `/instances/${first}/db-upgrade/candidate-versions`);
    expect(candidates.body).toMatchObject({ source_version: '3.208.0', hotfix_upgrade_infos: [] });

    await send(cloud, hotfix, { body: { ...hotfix.body, start_time: '2099-01-01T00:00:00+0000' } });
    const again = `/instances/schedule-task/${cloud.accepted[2]?.job_id}/cancel`;
    expect(await read(cloud, hotfix, again, 'PUT')).toEqual({ status: 200, body: undefined });
    expect((await read(cloud, hotfix, `${path}&status=Canceled`)).body.total_count).toBe(1);
  });

  test('a proxy: queryable only after a while, Pending, Running, Completed', async () => {
    const { proxy } = PAGES;
    cloud.state.visibilityDelayMs = 5000;
    await send(cloud, proxy);
    const path = `/jobs?id=${cloud.accepted[0]?.job_id}`;
    expect(await read(cloud, proxy, path)).toMatchObject({
      status: 400,
      body: { error_code: 'DBS.200543', error_msg: 'The job does not exist.' },
    });
    expect((await read(cloud, proxy, '/immediate-jobs')).body.total_count).toBe(0);
    cloud.clock.advance(5000);
    expect((await read(cloud, proxy, path)).body.job).toMatchObject({ status: 'Pending', process: '0%' });
    cloud.clock.advance(MINUTE);
    expect((await read(cloud, proxy, path)).body.job.status).toBe('Running');
    expect((await read(cloud, proxy, '/immediate-jobs?offset=1&limit=10')).body.jobs).toHaveLength(1);
    cloud.clock.advance(20 * MINUTE);
    expect((await read(cloud, proxy, path)).body.job.status).toBe('Completed');
    const version = `/instances/${PROXY_INSTANCE}/proxy/${PROXY}/taurusproxy/proxy-version`;
    expect((await read(cloud, proxy, version)).body).toEqual({
      current_version: '2.24.03.000',
      latest_version: '2.24.03.000',
      can_upgrade: false,
    });
    const proxies = await read(cloud, proxy, `/instances/${PROXY_INSTANCE}/proxies`);
    expect(proxies.body.proxy_list).toMatchObject([{ proxy: { status: 'ACTIVE' } }]);
  });

  test('a patch: a list even by id, empty for an unknown job', async () => {
    const { patch } = PAGES;
    await send(cloud, patch);
    const path = `/jobs?id=${cloud.accepted[0]?.job_id}`;
    expect((await read(cloud, patch, path)).body).toMatchObject({
      jobs: [{ status: 'Running', progress: '0%', name: 'UpgradeDbVersion' }],
      total_count: 1,
    });
    const listed = (await read(cloud, patch, `/instances?id=${PATCH_INSTANCES[0]}`)).body;
    expect(listed.instances).toMatchObject([{ actions: ['UPGRADE'], datastore: { patch_available: true } }]);
    cloud.clock.advance(15 * MINUTE);
    expect((await read(cloud, patch, path)).body.jobs[0].status).toBe('Completed');
    const after = (await read(cloud, patch, `/instances?id=${PATCH_INSTANCES[0]}`)).body;
    expect(after.instances).toMatchObject([{ actions: [], datastore: { patch_available: false } }]);
    expect(await read(cloud, patch, '/jobs?id=nonsense')).toEqual({
      status: 200,
      body: { jobs: [], total_count: 0 },
    });
    expect((await read(cloud, patch, '/jobs?limit=11')).body.error_code).toBe('DBS.280439');
    cloud.clock.advance(31 * 24 * 60 * MINUTE);
    expect((await read(cloud, patch, '/jobs')).body.total_count).toBe(0);
  });
});
