import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { askForToken, PAGES, read, send } from '../../stand-in/cloud/client.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import type { Fault } from '../../stand-in/cloud/faults.ts';
import { PLUGIN_INSTANCE } from '../../stand-in/cloud/seed.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

const { plugin, hotfix, proxy, patch } = PAGES;
const [healthy, abnormal] = patch.body.instance_ids;

/** Sends the page’s patch request under a fault; what came of it, and how much was truly started. */
const patchUnder = async (fault: Fault | Fault[], target?: string) => {
  cloud.faults.add({ call: 'batchUpgradeDatabaseVersion', fault, ...(target ? { target } : {}) });
  const outcome = await send(cloud, patch).then(
    async (reply) => {
      const text = await reply.text().catch(() => 'cut');
      return { status: reply.status, text };
    },
    () => 'no reply',
  );
  return [outcome, cloud.accepted.length];
};

describe('answered without doing anything', () => {
  test.each<[Fault, number, string]>([
    [{ kind: 'refuse', status: 418, body: { error_code: 'X' } }, 418, '{"error_code":"X"}'],
    [{ kind: 'throttle' }, 429, 'APIGW.0308'],
    [{ kind: 'status', status: 500 }, 500, 'APIGW.0601'],
    [{ kind: 'status', status: 502 }, 502, 'APIGW.0201'],
    [{ kind: 'status', status: 503 }, 503, 'APIGW.0613'],
    [{ kind: 'status', status: 504 }, 504, 'APIGW.0201'],
    [{ kind: 'status', status: 500, code: 'DBS.200998' }, 500, '{"error_code":"DBS.200998"'],
    [{ kind: 'html' }, 502, '<html>'],
    [{ kind: 'token-expired' }, 401, 'token expires, expires_at:'],
    [{ kind: 'token-update' }, 401, 'APIGW.0307'],
    [{ kind: 'dbs-token-invalid' }, 403, 'DBS.280056'],
    [{ kind: 'unauthorized' }, 401, 'APIGW.0305'],
    [{ kind: 'redirect', location: 'http://127.0.0.1:1/' }, 302, ''],
    [{ kind: 'timeout-accepted', accepted: false }, 500, 'DBS.111205'],
  ])('%j', async (fault, status, text) => {
    const [outcome, accepted] = await patchUnder(fault);
    expect(outcome).toEqual({ status, text: expect.stringContaining(text) });
    expect(accepted).toBe(0);
  });

  test('cut-before', async () => {
    expect(await patchUnder({ kind: 'cut-before' })).toEqual(['no reply', 0]);
    expect(cloud.received.at(-1)).not.toHaveProperty('status');
  });

  test('busy and reject, where the whole call is refused', async () => {
    cloud.faults.add({ call: 'installKernelPlugin', fault: { kind: 'busy' } });
    const busy = await send(cloud, plugin);
    expect([busy.status, await busy.json()]).toMatchObject([409, { error_code: 'DBS.200011' }]);
    cloud.faults.add({ call: 'createScheduleTask', fault: { kind: 'reject', error_code: 'DBS.05000008' } });
    const rejected = await send(cloud, hotfix);
    expect([rejected.status, await rejected.json()]).toMatchObject([400, { error_code: 'DBS.05000008' }]);
    cloud.faults.add({ call: 'upgradeProxyVersion', fault: { kind: 'reject' } });
    expect(await (await send(cloud, proxy)).json()).toMatchObject({
      update_result: [{ state: 'REJECT', error_message: 'Upgrade failed due to insufficient subnet ip' }],
    });
    expect(cloud.accepted).toEqual([]);
  });
});

describe('done, and answered badly', () => {
  test.each<[Fault, unknown]>([
    [{ kind: 'cut-after' }, 'no reply'],
    [{ kind: 'cut-mid-reply' }, { status: 202, text: 'cut' }],
    [
      { kind: 'cut-mid-reply', within: 'end' },
      { status: 202, text: 'cut' },
    ],
    [{ kind: 'cut-mid-reply', within: 'headers' }, 'no reply'],
    [
      { kind: 'html', status: 200, accepted: true },
      { status: 200, text: expect.stringContaining('<html>') },
    ],
    [
      { kind: 'truncated' },
      { status: 202, text: expect.stringMatching(/^\{"upgrade_results":[^}]*\}?[^}]*$/) },
    ],
    [{ kind: 'wrong-shape' }, { status: 202, text: '{"result":"success"}' }],
    [
      { kind: 'wrong-shape', status: 200, body: [] },
      { status: 200, text: '[]' },
    ],
    [{ kind: 'missing-target' }, { status: 202, text: expect.not.stringContaining(abnormal) }],
    [
      { kind: 'missing-target', target: healthy },
      { status: 202, text: expect.not.stringContaining(healthy) },
    ],
    [{ kind: 'extra-target' }, { status: 202, text: expect.stringContaining('ffffin00') }],
    [{ kind: 'timeout-accepted' }, { status: 500, text: expect.stringContaining('DBS.111205') }],
    [
      { kind: 'status', status: 504, accepted: true },
      { status: 504, text: expect.stringContaining('APIGW.0201') },
    ],
  ])('%j', async (fault, outcome) => {
    expect(await patchUnder(fault)).toEqual([outcome, 1]);
  });

  test('huge is valid JSON of that size', async () => {
    const [outcome] = await patchUnder({ kind: 'huge', bytes: 100_000 });
    const { text } = outcome as { text: string };
    expect(text).toHaveLength(100_000);
    expect(JSON.parse(text)).toHaveProperty('upgrade_results');
  });

  test('slow: accepted at once, or only late', async () => {
    const arrival = (of: string, fault: Fault) =>
      new Promise<void>((resolve) => {
        cloud.faults.decide = ({ call }) => {
          if (call !== of) return undefined;
          // The work is taken in the same turn, after this decision.
          setImmediate(resolve);
          return fault;
        };
      });
    const started = performance.now();
    const arrived = arrival('installKernelPlugin', { kind: 'slow', ms: 200 });
    const pending = send(cloud, plugin);
    await arrived;
    expect(cloud.accepted).toHaveLength(1);
    expect((await pending).status).toBe(202);
    expect(performance.now() - started).toBeGreaterThan(190);

    const arrivedToo = arrival('createScheduleTask', { kind: 'slow', ms: 200, accept: 'late' });
    const late = send(cloud, hotfix);
    await arrivedToo;
    expect(cloud.accepted).toHaveLength(1);
    await late;
    expect(cloud.accepted).toHaveLength(3);
  });
});

describe('per target', () => {
  test('a rule for one target hits that item only', async () => {
    cloud.state.addInstance({ id: abnormal, service: 'geminidb', project_id: patch.project_id });
    const [outcome] = await patchUnder({ kind: 'reject', error_code: 'DBS.201014' }, abnormal);
    expect(JSON.parse((outcome as { text: string }).text)).toMatchObject({
      upgrade_results: [{ job_id: expect.any(String) }, { error_code: 'DBS.201014' }],
    });
    expect(cloud.accepted).toMatchObject([{ target: healthy }]);
  });
});

describe('what becomes of the jobs', () => {
  const jobAfter = async (minutes: number) => {
    cloud.clock.advance(minutes * 60_000);
    return (await read(cloud, patch, `/jobs?id=${cloud.accepted[0]?.job_id}`)).body.jobs[0];
  };

  test('fails', async () => {
    await patchUnder({ kind: 'job', ending: { how: 'failed', fail_reason: 'no space' } });
    expect(await jobAfter(15)).toMatchObject({ status: 'Failed', fail_reason: 'no space' });
    expect(cloud.state.instances.get(healthy)?.patch_available).toBe(true);
  });

  test('never ends', async () => {
    await patchUnder({ kind: 'job', ending: { how: 'never' } });
    expect(await jobAfter(6000)).toMatchObject({ status: 'Running' });
  });

  test('completes and changes nothing', async () => {
    await patchUnder({ kind: 'job', unchanged: true });
    expect(await jobAfter(15)).toMatchObject({ status: 'Completed' });
    expect(cloud.state.instances.get(healthy)?.patch_available).toBe(true);
  });

  test('shows up late, under another name, or never in a list; and combines with a cut', async () => {
    expect(await patchUnder([{ kind: 'job', lateMs: 60_000, name: 'Other' }, { kind: 'cut-after' }])).toEqual(
      ['no reply', 1],
    );
    expect(await jobAfter(0)).toBeUndefined();
    expect(await jobAfter(1)).toMatchObject({ name: 'Other' });
    cloud.reset();
    await patchUnder({ kind: 'job', unlisted: true });
    expect((await read(cloud, patch, '/jobs')).body.total_count).toBe(0);
  });
});

describe('the script', () => {
  test('rules are used up in order, then the program decides, knowing how often this was tried', async () => {
    const tries: number[] = [];
    cloud.faults.add({ call: 'installKernelPlugin', times: 2, fault: { kind: 'throttle' } });
    cloud.faults.add({ call: 'installKernelPlugin', fault: { kind: 'status', status: 503 } });
    cloud.faults.decide = ({ call, tryNumber, targets }) => {
      if (call !== 'installKernelPlugin') return undefined;
      expect(targets).toEqual([PLUGIN_INSTANCE]);
      tries.push(tryNumber);
      return tryNumber < 5 ? { kind: 'status', status: 502 } : undefined;
    };
    const statuses = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await send(cloud, plugin)).status);
    expect(statuses).toEqual([429, 429, 503, 502, 202]);
    expect(tries).toEqual([4, 5]);
  });

  test('IAM and reads fail on demand too', async () => {
    cloud.faults.add({ call: 'keystoneCreateUserTokenByPassword', fault: { kind: 'unauthorized' } });
    const reply = await askForToken(cloud, { id: plugin.project_id });
    expect([reply.status, await reply.json()]).toMatchObject([401, { error: { code: 401 } }]);
    cloud.faults.add({ call: 'listInstances', service: 'gaussdb', fault: { kind: 'status', status: 500 } });
    expect((await read(cloud, patch, '/instances')).status).toBe(200);
    expect((await read(cloud, plugin, '/instances')).status).toBe(500);
  });

  test('a request that is not HTTP, or breaks off, does no harm', async () => {
    const port = Number(new URL(cloud.endpoints.gaussdb).port);
    for (const text of [
      'nonsense\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.write(text));
        socket.on('close', () => resolve()).on('data', () => {});
        setTimeout(() => socket.destroy(), 50);
      });
    }
    expect((await send(cloud, plugin)).status).toBe(202);
  });
});
