import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PAGES, send } from '../../stand-in/cloud/client.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { PATCH_INSTANCES, PLUGIN_INSTANCE, PROXY } from '../../stand-in/cloud/seed.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

describe('the vendor’s pages', () => {
  test('installing a plug-in', async () => {
    const reply = await send(cloud, PAGES.plugin);
    expect(reply.status).toBe(202);
    expect(await reply.json()).toEqual({ job_id: 'bf26cf3c-d046-4080-bb45-f114be7afa5f' });
    expect(cloud.accepted).toEqual([
      {
        at: expect.any(Number),
        service: 'gaussdb',
        call: 'installKernelPlugin',
        target: PLUGIN_INSTANCE,
        instance_id: PLUGIN_INSTANCE,
        job_id: 'bf26cf3c-d046-4080-bb45-f114be7afa5f',
        request: PAGES.plugin.body,
        authorization: 'token',
      },
    ]);
  });

  test('scheduling a hotfix: one task id for all, or one each', async () => {
    const reply = await send(cloud, PAGES.hotfix);
    expect(reply.status).toBe(200);
    const task = { task_id: '07c5880a-cbf0-44ad-91c1-5803a10f11a1', task_name: 'HOTFIX_VERSION_UPGRADE' };
    const [first, second] = PAGES.hotfix.body.instance_ids;
    expect(await reply.json()).toEqual({
      instance_tasks: [
        { ...task, instance_id: first },
        { ...task, instance_id: second },
      ],
    });

    cloud.reset();
    cloud.state.taskIdPerInstance = true;
    await send(cloud, PAGES.hotfix);
    expect(new Set(cloud.accepted.map(({ job_id }) => job_id)).size).toBe(2);
  });

  test('upgrading a proxy: the page’s mixed answer', async () => {
    cloud.faults.add({ call: 'upgradeProxyVersion', fault: { kind: 'reject', mixed: true } });
    const reply = await send(cloud, PAGES.proxy);
    expect(reply.status).toBe(200);
    expect(await reply.json()).toEqual({
      update_result: [
        { workflow_id: '375ac6a4-2788-4e45-83bf-8a9d2324317f', state: 'ACCEPT', error_message: null },
        {
          workflow_id: '375ac6a4-2788-4e45-83be-8a9d2324327f',
          state: 'REJECT',
          error_message: 'Upgrade failed due to insufficient subnet ip',
        },
      ],
    });
    expect(cloud.accepted).toMatchObject([{ target: PROXY }]);
  });

  test('patching: one accepted, one refused, in one 202', async () => {
    const reply = await send(cloud, PAGES.patch);
    expect(reply.status).toBe(202);
    expect(await reply.json()).toEqual({
      upgrade_results: [
        {
          instance_id: PATCH_INSTANCES[0],
          job_id: 'e4616470-733d-41de-a9b0-a260709293d3',
        },
        {
          instance_id: PATCH_INSTANCES[1],
          error_code: 'DBS.200011',
          error_message: 'The status of DB instance does not allow the operation.',
        },
      ],
    });
    expect(cloud.accepted).toHaveLength(1);
  });
});
