import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { readSubjects } from '../../cli/commands/cloud/subjects.ts';
import { catalog } from '../../functions/catalog.ts';
import { type Check, type Context, runChecks } from '../../shared/doctor/check.ts';
import { clock } from '../../shared/doctor/checks/clock.ts';
import { openRecorder } from '../../shared/doctor/recorder.ts';
import { givenSettings } from '../../shared/settings/settings.ts';
import type { Exchange } from '../../shared/terms/inspection.ts';
import { examineStage } from './examined.ts';

describe('the recorder', () => {
  const at = async (answer: () => void = () => undefined) => {
    const server = createServer((request, response) => {
      answer();
      response.writeHead(request.method === 'GET' ? 200 : 201, { date: 'x' }).end('{"a":1}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    return {
      origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      close: () => server.close(),
    };
  };

  test('lets nothing out that might change something, whatever asks', async () => {
    let came = 0;
    const { origin, close } = await at(() => {
      came += 1;
    });
    const recorder = openRecorder();
    for (const { operation } of await readSubjects()) {
      const [method = '', path = ''] = operation.route.split(' ');
      const request = { method, path, origin, body: '{}', headers: {} };
      await expect(recorder.to(operation.service)(request, 1000, 0)).rejects.toThrow(/it was not sent$/);
    }
    for (const [service, method, path] of [
      ['iam', 'POST', '/v3/auth/tokens'],
      ['iam', 'PUT', '/v3/auth/tokens?nocatalog=true'],
      ['iam', 'POST', '/v3.0/OS-CREDENTIAL/securitytokens'],
      ['gaussdb', 'POST', '/v3/auth/tokens?nocatalog=true'],
      ['gaussdb', 'DELETE', '/v3/p/jobs/x'],
      ['gaussdb', 'HEAD', '/v3/p/jobs'],
      ['geminidb', 'PUT', '/v3/p/instances/resource-instances/action'],
      ['geminidb', 'POST', '/v3/p/instances/resource-instances/action/x'],
      ['geminidb', 'POST', '/v3/p/instances/x/resource-instances/action'],
      ['iam', 'POST', '/v3/p/instances/resource-instances/action'],
    ] as const) {
      const request = { method, path, origin, headers: {} };
      await expect(recorder.to(service)(request, 1000, 0)).rejects.toThrow(TypeError);
    }
    expect([came, recorder.exchanges]).toEqual([0, []]);
    close();
  });

  test('keeps what was asked and answered, and what was not', async () => {
    const { origin, close } = await at();
    const recorder = openRecorder();
    const headers = { 'x-auth-token': 'the token' };
    await recorder.to('gaussdb')({ method: 'GET', path: '/v3/p/jobs?id=a%20b', origin, headers }, 1000, 0);
    close();
    const lost = { method: 'GET', path: '/v3/p/jobs', origin: 'http://127.0.0.1:1', headers };
    await expect(recorder.to('taurusdb')(lost, 1000, 0)).rejects.toThrow('ECONNREFUSED');
    expect(recorder.exchanges).toMatchObject([
      {
        service: 'gaussdb',
        method: 'GET',
        path: '/v3/p/jobs',
        query: { id: 'a b' },
        status: 200,
        body: { a: 1 },
      },
      {
        service: 'taurusdb',
        path: '/v3/p/jobs',
        headers: {},
        failure: expect.stringContaining('ECONNREFUSED'),
      },
    ]);
    expect(JSON.stringify(recorder.exchanges)).not.toContain('the token');
  });
});

describe('the clock', () => {
  const exchange = (aheadMs: number, ms = 0): Exchange => {
    const sent_at = Date.UTC(2026, 0, 1, 12);
    const theirs = sent_at + ms / 2 - aheadMs - 500;
    const date = new Date(theirs).toUTCString();
    return { service: 'iam', method: 'GET', path: '/', query: {}, sent_at, ms, headers: { date } };
  };
  const told = async (...exchanges: Exchange[]) => {
    const context: Context = {
      subjects: [],
      queues: [],
      surveys: [],
      recorder: { ...openRecorder(), exchanges },
      given: givenSettings(),
    };
    const [result] = await runChecks([{ ...clock, needs: [] }], context);
    return [result?.level, result?.says];
  };

  test.each([
    [0.5, 'ok', 'within 1 s'],
    [59.5, 'ok', 'within 60 s'],
    [-59.5, 'ok', 'within 60 s'],
    [61.5, 'warning', 'this machine is 62 s ahead'],
    [-61.5, 'warning', 'this machine is 62 s behind'],
    [599.5, 'warning', 'this machine is 10 min ahead'],
    [601.5, 'broken', 'this machine is 10 min ahead'],
    [-3600.5, 'broken', 'this machine is 60 min behind'],
  ])('%d s ahead: %s', async (seconds, level, says) => {
    expect(await told(exchange(seconds * 1000))).toEqual([level, says]);
  });

  test('the worst of several answers counts, and half of the way is taken off', async () => {
    expect(await told(exchange(500), exchange(-70_500), exchange(500))).toEqual([
      'warning',
      'this machine is 71 s behind',
    ]);
    expect(await told(exchange(500, 20_000))).toEqual(['ok', 'within 1 s']);
  });

  test('without an answer nothing is known', async () => {
    expect(await told()).toEqual(['not_checked', 'no answer told the time']);
    expect(await told({ ...exchange(0), headers: { date: 'noon' } })).toEqual([
      'not_checked',
      'no answer told the time',
    ]);
  });
});

describe('checks', () => {
  const check = (name: string, look: Check['look'], needs: string[] = []): Check => ({
    group: 'facts',
    name,
    asks: '?',
    needs,
    look,
  });
  const context: Context = {
    subjects: [],
    queues: [],
    surveys: [],
    recorder: openRecorder(),
    given: givenSettings(),
  };

  test('that need what is broken, or was itself not made, are not made', async () => {
    const made: string[] = [];
    const looks = (name: string, level: 'ok' | 'warning' | 'broken', needs: string[] = []) =>
      check(
        name,
        () => {
          made.push(name);
          return { level, says: '' };
        },
        needs,
      );
    const results = await runChecks(
      [
        looks('a', 'broken'),
        looks('b', 'ok', ['a']),
        looks('c', 'ok', ['b']),
        looks('d', 'warning'),
        looks('e', 'ok', ['d']),
      ],
      context,
    );
    expect(made).toEqual(['a', 'd', 'e']);
    expect(results.map(({ level, because }) => [level, because])).toEqual([
      ['broken', undefined],
      ['not_checked', 'a'],
      ['not_checked', 'b'],
      ['warning', undefined],
      ['ok', undefined],
    ]);
  });

  test('that fail themselves are broken, and the others go on', async () => {
    const fails = check('a', () => {
      throw new TypeError('cannot read x of undefined');
    });
    const results = await runChecks([fails, check('b', () => ({ level: 'ok', says: 'fine' }))], context);
    expect(results).toMatchObject([
      { level: 'broken', says: 'the check itself failed: cannot read x of undefined' },
      { level: 'ok' },
    ]);
  });
});

/** On average, of one operation; with those of the login, of the lists and of their pages. */
const MOST_READS = 15;

describe('an operation', () => {
  test('whose listed job is not found by its id is told so, and the fact refuted', async () => {
    const { named } = await examineStage({
      prepare: ({ cloud }) => {
        cloud.faults.decide = ({ call }) =>
          call === 'showJobDetail'
            ? {
                kind: 'refuse',
                status: 400,
                body: { error_code: 'DBS.200543', error_msg: 'The job does not exist.' },
              }
            : undefined;
      },
    });
    expect(named('install-kernel-plugin')).toMatchObject({
      level: 'warning',
      details: expect.arrayContaining([
        expect.stringMatching(/^ {2}job \S+ is in the list, but asked for by id it does not exist$/),
      ]),
    });
    expect(named('plug-in-job-by-id')).toMatchObject({
      level: 'broken',
      todo: expect.stringContaining('follow.ts'),
    });
  });

  test('without a target in the project is not checked, and breaks nothing', async () => {
    const { named, troubles } = await examineStage({
      prepare: ({ cloud: { state }, environment }) => {
        for (const { id, project_id } of [...state.instances.values()]) {
          if (project_id === environment.HW_PROJECT_ID) state.instances.delete(id);
        }
      },
    });
    expect(named('patch-databases')).toMatchObject({
      level: 'not_checked',
      says: 'the project has no GeminiDB target to look at',
    });
    expect(Object.values(troubles)).not.toContain('broken');
  });

  test('that waits long for its answers is warned of', async () => {
    const { named } = await examineStage({
      environment: { HW_TIMEOUT_MS: '1000' },
      prepare: ({ cloud }) => {
        cloud.faults.add({ call: 'listScheduleTask', fault: { kind: 'slow', ms: 600 } });
      },
    });
    expect(named('gaussdb GET /v3/{project_id}/instances/schedule-tasks')).toMatchObject({
      level: 'warning',
      todo: 'it took more than half of HW_TIMEOUT_MS',
    });
  });

  test('looks at one target of each engine first', async () => {
    const { named } = await examineStage({
      prepare: ({ cloud: { state }, environment }) => {
        const project_id = environment.HW_PROJECT_ID ?? '';
        for (const { id, service } of [...state.instances.values()]) {
          if (service === 'geminidb') state.instances.delete(id);
        }
        for (const suffix of ['in13', 'in13', 'in13', 'in12', 'in06']) {
          const id = `${String(state.instances.size).padStart(32, '0')}${suffix}`;
          state.addInstance({ id, service: 'geminidb', project_id });
        }
      },
    });
    const targets = named('patch-databases').details?.filter((line) => /^\S{36}$/.test(line));
    expect(targets?.map((id) => id.slice(-4)).sort()).toEqual(['in06', 'in12', 'in13']);
  });

  test('looks at a few targets only, however many there are', async () => {
    const { recorder, named } = await examineStage({
      prepare: ({ cloud: { state }, environment }) => {
        const project_id = environment.HW_PROJECT_ID ?? '';
        for (let count = 0; count < 250; count++) {
          state.addInstance({ id: `${String(count).padStart(32, '0')}in14`, service: 'gaussdb', project_id });
        }
      },
    });
    expect(named('gaussdb-instance-ids').says).toMatch(/^253: /);
    expect(recorder.exchanges.length).toBeLessThan(MOST_READS * catalog.length);
  });
});
