import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PAGES, read, send } from '../../stand-in/cloud/client.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import type { Ending } from '../../stand-in/cloud/ending.ts';
import { PATCH_INSTANCES, PLUGIN_INSTANCE, PROXY, PROXY_INSTANCE } from '../../stand-in/cloud/seed.ts';
import { vendorTime } from '../../stand-in/cloud/times.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

const MINUTE = 60_000;
const { plugin, hotfix, proxy, patch } = PAGES;
const HOTFIX_STARTS = 60;
const [sharing, other] = hotfix.body.instance_ids;

/** One of the four operations: the work it starts, how that is followed, and where its change shows. */
interface Followed {
  target: string;
  /** Minutes from acceptance to the start of the work. */
  starts: number;
  start(): Promise<unknown>;
  /** The job or task as its list shows it; undefined when there is none. */
  job(): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** What shows the change; undefined when the field is missing. */
  shows(): Promise<unknown>;
  before: unknown;
  after: unknown;
}

const idOf = (target: string) => cloud.accepted.find((work) => work.target === target)?.job_id;

const operations: Record<string, Followed> = {
  plugin: {
    target: PLUGIN_INSTANCE,
    starts: 0,
    start: () => send(cloud, plugin),
    job: async () => (await read(cloud, plugin, `/jobs?id=${idOf(PLUGIN_INSTANCE)}`)).body.job,
    shows: async () =>
      (await read(cloud, plugin, `/instances/${PLUGIN_INSTANCE}/plugins`)).body.plugins[0].installed,
    before: false,
    after: true,
  },
  hotfix: {
    target: sharing,
    starts: HOTFIX_STARTS,
    start: () => {
      const start_time = vendorTime(cloud.clock.now() + HOTFIX_STARTS * MINUTE);
      return send(cloud, hotfix, { body: { ...hotfix.body, start_time } });
    },
    job: async () =>
      (await read(cloud, hotfix, `/instances/schedule-tasks?instance_id=${sharing}`)).body.tasks[0],
    shows: async () =>
      (await read(cloud, hotfix, `/instances?id=${sharing}`)).body.instances[0].datastore.hotfix_versions,
    before: '3.208.0.1',
    after: '3.208.0.1, 3.208.0.6, 3.208.0.7',
  },
  proxy: {
    target: PROXY,
    starts: 1,
    start: () => send(cloud, proxy),
    job: async () => (await read(cloud, proxy, `/jobs?id=${idOf(PROXY)}`)).body.job,
    shows: async () =>
      (await read(cloud, proxy, proxy.path.replace('upgrade-version', 'taurusproxy/proxy-version'))).body
        .current_version,
    before: '2.23.12.000',
    after: '2.24.03.000',
  },
  patch: {
    target: PATCH_INSTANCES[0],
    starts: 0,
    start: () => send(cloud, patch),
    job: async () => (await read(cloud, patch, `/jobs?id=${idOf(PATCH_INSTANCES[0])}`)).body.jobs[0],
    shows: async () =>
      (await read(cloud, patch, `/instances?id=${PATCH_INSTANCES[0]}`)).body.instances[0].datastore
        .patch_available,
    before: true,
    after: false,
  },
};

describe.each(Object.entries(operations))(
  '%s',
  (name, { target, starts, start, job, shows, before, after }) => {
    beforeEach(() => {
      cloud.state.change(sharing, { hotfix_versions: ['3.208.0.1'] });
    });
    const begin = async (ending?: Ending) => {
      if (ending) cloud.endings.add({ ...ending, target });
      await start();
    };
    const later = (minutes: number) => cloud.clock.advance(minutes * MINUTE);

    test('completed is the default, after the usual time', async () => {
      await begin();
      later(starts + 14);
      expect((await job())?.status).toBe('Running');
      expect(await shows()).toBe(before);
      later(2);
      expect((await job())?.status).toBe('Completed');
      expect(await shows()).toBe(after);
    });

    test('failed, for the given reason, after the given time', async () => {
      await begin({ how: 'failed', fail_reason: 'disk full', afterMs: 3 * MINUTE });
      later(starts + 2);
      expect((await job())?.status).toBe('Running');
      later(2);
      // A scheduled task's listing has no field for a reason (contract §3).
      expect(await job()).toMatchObject({
        status: 'Failed',
        ...(name === 'hotfix' ? {} : { fail_reason: 'disk full' }),
      });
      expect(await shows()).toBe(before);
    });

    test('unchanged: completed, and the old version still runs', async () => {
      await begin({ how: 'unchanged', afterMs: 3 * MINUTE });
      later(starts + 600);
      expect((await job())?.status).toBe('Completed');
      expect(await shows()).toBe(before);
    });

    test('never ends', async () => {
      await begin({ how: 'never' });
      later(starts + 6000);
      expect((await job())?.status).toBe('Running');
      expect(await shows()).toBe(before);
    });

    test('vanishes, while the work itself goes on', async () => {
      await begin({ how: 'vanishes', afterMs: 5 * MINUTE });
      later(4);
      expect(await job()).toBeDefined();
      later(1);
      expect(await job()).toBeUndefined();
      expect(await shows()).toBe(before);
      later(starts + 15);
      expect(await job()).toBeUndefined();
      expect(await shows()).toBe(after);
    });

    test('canceled by someone else', async () => {
      await begin({ how: 'canceled', afterMs: 5 * MINUTE });
      later(4);
      expect((await job())?.status).not.toBe('Canceled');
      later(1);
      expect((await job())?.status).toBe('Canceled');
      later(starts + 600);
      const { status, progress, process, ended, end_time } = (await job()) ?? {};
      const at = vendorTime((cloud.accepted[0]?.at ?? 0) + 5 * MINUTE);
      // A scheduled task's listing shows neither progress nor an end (contract §3).
      expect([status, progress ?? process, ended ?? end_time]).toEqual(
        name === 'hotfix' ? ['Canceled', undefined, undefined] : ['Canceled', '', at],
      );
      expect(await shows()).toBe(before);
    });

    test('lags: completed, and the change shows later', async () => {
      await begin({ how: 'lags', lagMs: 5 * MINUTE, afterMs: 3 * MINUTE });
      later(starts + 4);
      expect((await job())?.status).toBe('Completed');
      expect(await shows()).toBe(before);
      later(4);
      expect(await shows()).toBe(after);
    });

    test('unprovable: completed, and the field is gone from then on', async () => {
      await begin({ how: 'unprovable', afterMs: 3 * MINUTE });
      later(starts + 2);
      expect(await shows()).toBe(before);
      later(2);
      expect((await job())?.status).toBe('Completed');
      expect(await shows()).toBeUndefined();
    });
  },
);

test('an unprovable hotfix leaves no trace in the candidates either', async () => {
  const { start } = operations.hotfix as Followed;
  cloud.endings.add({ how: 'unprovable', target: sharing });
  await start();
  cloud.clock.advance(120 * MINUTE);
  const path = (id: string) => `/instances/${id}/db-upgrade/candidate-versions`;
  const left = Object.keys((await read(cloud, hotfix, path(sharing))).body);
  expect(left.filter((name) => name.startsWith('hotfix'))).toEqual([]);
  expect((await read(cloud, hotfix, path(other))).body.hotfix_rollback_candidate_versions).toEqual([
    '3.208.0.6',
    '3.208.0.7',
  ]);
});

describe('a task id that instances share', () => {
  const { start } = operations.hotfix as Followed;
  const list = async () =>
    (await read(cloud, hotfix, '/instances/schedule-tasks')).body.tasks.map(
      ({ task_id, instance_id, status }) => [task_id, instance_id, status],
    );
  const cancel = () => read(cloud, hotfix, `/instances/schedule-task/${idOf(sharing)}/cancel`, 'PUT');

  test('each instance has its own end', async () => {
    cloud.endings.add({ how: 'failed', fail_reason: 'disk full', target: other });
    await start();
    cloud.clock.advance(120 * MINUTE);
    const id = idOf(sharing);
    expect(await list()).toEqual([
      [id, sharing, 'Completed'],
      [id, other, 'Failed'],
    ]);
  });

  test('is cancelled for all of them at once, and only while none has started', async () => {
    await start();
    const id = idOf(sharing);
    expect(await cancel()).toEqual({ status: 200, body: undefined });
    expect(await list()).toEqual([
      [id, sharing, 'Canceled'],
      [id, other, 'Canceled'],
    ]);
    expect((await cancel()).status).toBe(409);
    cloud.clock.advance(600 * MINUTE);
    expect(cloud.state.instances.get(sharing)?.hotfix_versions).toEqual([]);
  });

  test('of which someone has cancelled one, is cancelled for the rest', async () => {
    cloud.endings.add({ how: 'canceled', target: other });
    await start();
    expect((await cancel()).status).toBe(200);
    expect((await list()).map(([, , status]) => status)).toEqual(['Canceled', 'Canceled']);
  });

  test('that has vanished cannot be cancelled any more', async () => {
    cloud.endings.add({ how: 'vanishes', times: 2 });
    await start();
    expect(await cancel()).toMatchObject({ status: 400, body: { error_code: 'DBS.200543' } });
  });
});

describe('the script', () => {
  const { start } = operations.patch as Followed;
  const madeOf = () => [...cloud.state.jobs.values()].map(({ instance_id, ending }) => [instance_id, ending]);

  test('rules are used up in their order, then the program decides, then it is completed', async () => {
    const seen: unknown[] = [];
    cloud.endings.add({ how: 'never', target: 'somebody else' }).add({ how: 'unchanged', times: 2 });
    cloud.endings.decide = (work) => {
      seen.push(work);
      return seen.length === 1 ? { how: 'lags', lagMs: 1 } : undefined;
    };
    for (let n = 0; n < 4; n += 1) {
      await start();
      cloud.clock.advance(16 * MINUTE);
    }
    expect(madeOf().map(([, ending]) => ending)).toEqual(['unchanged', 'unchanged', 'lags', 'completed']);
    const [target] = PATCH_INSTANCES;
    expect(seen[0]).toMatchObject({
      target,
      instance_id: target,
      service: 'geminidb',
      name: 'UpgradeDbVersion',
    });
  });

  test('an instance’s rule holds for its proxies', async () => {
    cloud.endings.add({ how: 'never', target: PROXY_INSTANCE });
    await send(cloud, proxy);
    expect(madeOf()).toEqual([[PROXY_INSTANCE, 'never']]);
  });

  test('an ending that comes with the call goes before those laid up', async () => {
    cloud.endings.add({ how: 'unchanged' });
    cloud.faults.add({
      call: 'batchUpgradeDatabaseVersion',
      fault: [{ kind: 'job', ending: { how: 'never' } }, { kind: 'cut-after' }],
    });
    await start().catch(() => {});
    expect(madeOf().map(([, ending]) => ending)).toEqual(['never']);
    cloud.endings.clear();
    cloud.clock.advance(60 * MINUTE);
  });

  test('is forgotten on reset', async () => {
    cloud.endings.add({ how: 'never', times: 9 }).decide = () => ({ how: 'never' });
    cloud.reset();
    await start();
    expect(madeOf().map(([, ending]) => ending)).toEqual(['completed']);
  });
});
