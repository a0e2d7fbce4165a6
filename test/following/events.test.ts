import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readNames } from '../../shared/telling/names.ts';
import { rowsKey } from '../../shared/terms/row-key.ts';
import { hotfix, patch, plugin } from '../world/cases.ts';
import { at, MINUTE } from '../world/clock.ts';
import { isWrite } from '../world/gate.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { accept, each, followedBy, followToEnd, jobsOf, look } from './followed.ts';

const SETTLED = 'Upkeep Request Settled';
const ENDED = 'Upkeep Job Ended';
const one = followedBy(patch);
const [FIRST = '', SECOND = ''] = patch.targets;

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { PREFLIGHT: 'on', EVENT_BUS: 'upkeep' } });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const taken = (type: string) => world.bus.taken.filter(({ detailType }) => detailType === type);
const ids = () => world.bus.taken.map(({ detail }) => detail.event_id);
const eventsDue = async () => (await world.entry('r'))?.events;

describe.each(each)('what the bus is told ($name)', ({ one: work }) => {
  test('that the request was settled, at once, and that its job ended', async () => {
    world.cloud.endings.add({ how: 'completed', afterMs: 12 * MINUTE });
    const more = { change_id: 'CHG-7', requested_by: 'dba on duty', reason: 'security fix' };
    await accept(world, work, more);
    const before = world.cloud.received.length;
    await world.service.follow();
    expect(world.cloud.received).toHaveLength(before);
    const [job] = await jobsOf(world);
    const { operation, service, target, intent } = work;
    const about = {
      version: 1,
      operation,
      service,
      request_id: 'r',
      region: 'ap-southeast-1',
      project_id: intent.project_id,
      triggered_at: expect.stringMatching(/^20\d\d-\d\d-\d\dT.*Z$/),
      trigger: 'queue',
      // Whom SQS names as the message's sender.
      sender: '000000000000',
      change_id: 'CHG-7',
      requested_by: 'dba on duty',
      asked_because: 'security fix',
    };
    const pk = `${operation}#${intent.project_id}#r`;
    expect(world.bus.taken).toEqual([
      {
        bus: 'upkeep',
        source: 'db-upkeep',
        detailType: SETTLED,
        time: Math.floor(Date.now() / 1000),
        detail: {
          ...about,
          event_id: `${pk}#settled/2024-10-30T02:00:00.000Z`,
          status: 'accepted',
          outcomes: [{ target, verdict: 'accepted', job_id: job?.job_id }],
          settled_at: '2024-10-30T02:00:00.000Z',
          sentence: expect.stringContaining(`r was settled as accepted: ${target} accepted`),
        },
      },
    ]);
    world.bus.clear();
    await followToEnd(world, work);
    const ended_at = new Date().toISOString();
    const started_at = new Date(job?.starts_at ?? 0).toISOString();
    expect(world.bus.taken).toEqual([
      {
        bus: 'upkeep',
        source: 'db-upkeep',
        detailType: ENDED,
        time: Math.floor(Date.now() / 1000),
        detail: {
          ...about,
          event_id: `${pk}#${target}/${job?.job_id}`,
          target,
          job_id: job?.job_id,
          end: 'succeeded',
          before: work.before,
          after: work.after,
          accepted_at: '2024-10-30T02:00:00.000Z',
          started_at,
          ended_at,
          sentence: expect.stringMatching(
            new RegExp(
              `^\\w+ ${target}: the [\\w -]+ succeeded after 1[2-7] min \\(${work.before} → ${work.after}\\)$`,
            ),
          ),
        },
      },
    ]);
    expect(await world.entry('r')).not.toHaveProperty('follow_at');
  });
});

test('a failure in one sentence, for people', async () => {
  world.cloud.endings.add({ how: 'failed', fail_reason: 'out of memory', afterMs: 11.5 * MINUTE });
  await accept(world, one);
  const [line] = await followToEnd(world, one);
  const sentence = `GeminiDB ${one.target}: the patch failed after 12 min: out of memory`;
  expect(line?.sentence).toBe(sentence);
  expect(taken(ENDED)).toMatchObject([{ detail: { sentence } }]);
});

describe('names beside ids', () => {
  const row = (target: string, doc: string) => ({
    pk: rowsKey({
      service: patch.service,
      region: 'ap-southeast-1',
      project: String(patch.intent.project_id),
    }),
    sk: target,
    version: 1,
    write_id: 'survey',
    doc,
  });
  const sentences = () => world.bus.taken.map(({ detail }) => [detail.sentence, detail.names]);

  test('stand in the sentences and in a field of their own, where the survey knows them; by one read more', async () => {
    const table = await world.fleetTable();
    await table.putAll([row(FIRST, JSON.stringify({ name: 'orders' })), row(SECOND, '{"name":7}')]);
    world.cloud.endings.add({ how: 'failed', fail_reason: 'out of memory', afterMs: 11.5 * MINUTE });
    await accept(world, patch);
    await world.service.follow();
    expect(world.calls('BatchGetItem')).toHaveLength(1);
    await followToEnd(world, patch);
    expect(sentences().slice(0, 2)).toEqual([
      [expect.stringContaining(`: orders (${FIRST}) accepted; ${SECOND} accepted`), { [FIRST]: 'orders' }],
      [`GeminiDB orders (${FIRST}): the patch failed after 12 min: out of memory`, { [FIRST]: 'orders' }],
    ]);
    expect(sentences()[2]).toEqual([expect.stringContaining(`GeminiDB ${SECOND}: the patch`), undefined]);
  });

  test.each<[string, (() => void) | undefined]>([
    ['is no row', () => {}],
    ['is no table', undefined],
    ['is no answer', () => world.ledger.break('down', ({ action }) => action === 'BatchGetItem', 1000)],
  ])('are left out where there %s; the event is told all the same', async (_title, arrange) => {
    if (arrange) await world.fleetTable();
    await accept(world, patch);
    arrange?.();
    await world.service.follow();
    world.ledger.clear();
    expect(sentences()).toEqual([
      [expect.stringContaining(`: ${FIRST} accepted; ${SECOND} accepted`), undefined],
    ]);
    expect(await eventsDue()).toBeUndefined();
  });

  test('are one read of a hundred at most, whatever a request has', async () => {
    const table = await world.fleetTable();
    const targets = Array.from({ length: 150 }, (_, number) => `t-${number}`);
    await table.putAll(targets.map((target) => row(target, JSON.stringify({ name: `n-${target}` }))));
    const at = { service: patch.service, region: 'ap-southeast-1', project: String(patch.intent.project_id) };
    const names = await readNames(process.env.FLEET_TABLE ?? '', at, [...targets, 't-0']);
    expect([names.size, names.get('t-99'), world.calls('BatchGetItem').length]).toEqual([100, 'n-t-99', 1]);
  });

  test('are read of what has something to tell alone', async () => {
    await world.fleetTable();
    await accept(world, patch);
    await world.service.follow();
    const before = world.calls('BatchGetItem').length;
    await followToEnd(world, patch, { until: 3 });
    expect(world.calls('BatchGetItem')).toHaveLength(before);
  });
});

test('an event leads to its page where a console is hosted', async () => {
  world.set({ CONSOLE_HOST: 'upkeep.example.com' });
  await accept(world, one);
  await world.service.follow();
  expect(world.bus.taken.map(({ detail }) => detail.link)).toEqual([
    `https://upkeep.example.com/request?id=r&operation=${patch.operation}&project=${patch.intent.project_id}`,
  ]);
});

describe('a request that ends without a job', () => {
  test('is announced as what became of it, with the reason of each target', async () => {
    world.cloud.faults.add({
      call: patch.call,
      fault: { kind: 'reject', error_code: 'DBS.200002', error_message: 'gone' },
    });
    await world.service.fire('queue', patch.operation, { ...patch.intent, request_id: 'r' });
    await world.service.follow();
    expect(taken(SETTLED)).toMatchObject([
      {
        detail: {
          status: 'rejected',
          outcomes: [
            { target: FIRST, verdict: 'rejected', code: 'DBS.200002', hint: expect.any(String) },
            { target: SECOND, verdict: 'rejected', code: 'DBS.200002' },
          ],
          sentence: expect.stringContaining(`${FIRST} rejected (gone`),
        },
      },
    ]);
    expect(await eventsDue()).toBeUndefined();
  });

  test('is not announced while it waits, and once it is settled only once', async () => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'busy', targets: [SECOND] } });
    await world.service.fire('queue', patch.operation, { ...patch.intent, request_id: 'r' });
    await world.service.follow();
    expect(world.bus.taken).toEqual([]);
    at(3);
    await world.resume(patch.operation);
    await world.service.follow();
    expect(taken(SETTLED)).toMatchObject([{ detail: { status: 'accepted' } }]);
    await world.service.fire('queue', patch.operation, { ...patch.intent, request_id: 'r' });
    await followToEnd(world, patch);
    expect(taken(SETTLED)).toHaveLength(1);
    expect(taken(ENDED)).toHaveLength(2);
  });

  test('and is sent again by a person is announced anew, under another id', async () => {
    world.set({ PREFLIGHT: 'off' });
    world.cloud.faults.add({
      call: patch.call,
      fault: { kind: 'reject', error_code: 'DBS.200998', targets: [SECOND] },
    });
    await world.service.fire('queue', patch.operation, { ...patch.intent, request_id: 'r' });
    const instance = world.cloud.state.instances.get(SECOND);
    if (instance) instance.patch_available = false;
    for (const minute of [13, 40, 75]) {
      at(minute);
      await world.resume(patch.operation);
    }
    // The bus is down for the first one, until the person has decided.
    world.bus.fail(3, 'reset');
    expect((await look(world, patch)).again).toBe(true);
    expect(taken(SETTLED)).toEqual([]);
    const { tries = 0 } = (await world.entry('r')) ?? {};
    const attributes = { request_id: 'r', resend: String(tries), extend: 'yes' };
    const mail = world.mail(patch.operation, { ...patch.intent, request_id: 'r' }, { attributes });
    expect((await world.service.invoke(patch.operation, mail)).lines).toMatchObject([{ status: 'accepted' }]);
    await followToEnd(world, patch);
    expect(taken(SETTLED)).toMatchObject([{ detail: { status: 'accepted' } }]);
    expect(taken(ENDED)).toHaveLength(2);
    expect(new Set(ids()).size).toBe(3);
  });
});

describe('a settlement that the bus took', () => {
  test('and another one after a person sent it again are two events', async () => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'reject', error_code: 'DBS.200998' } });
    world.set({ PREFLIGHT: 'off' });
    await world.service.fire('queue', patch.operation, { ...patch.intent, request_id: 'r' });
    for (const id of patch.targets) world.cloud.state.change(id, { patch_available: false });
    for (const minute of [13, 40, 75]) {
      at(minute);
      await world.resume(patch.operation);
    }
    await world.service.follow();
    expect(taken(SETTLED)).toMatchObject([{ detail: { status: 'unknown' } }]);
    const { tries = 0 } = (await world.entry('r')) ?? {};
    const attributes = { request_id: 'r', resend: String(tries), extend: 'yes' };
    at(80);
    await world.service.invoke(
      patch.operation,
      world.mail(patch.operation, { ...patch.intent, request_id: 'r' }, { attributes }),
    );
    await world.service.follow();
    expect(taken(SETTLED).map(({ detail }) => detail.status)).toEqual(['unknown', 'accepted']);
    expect(new Set(ids()).size).toBe(2);
  });
});

describe('the bus on a bad day', () => {
  const twoJobs = async () => {
    world.cloud.endings.add({ how: 'completed', afterMs: MINUTE, times: 2 });
    await world.service.fire('queue', patch.operation, { ...patch.intent, request_id: 'r' });
    await world.service.follow();
    world.bus.clear();
    at(2);
  };

  test('refuses one of two inside a 200: that one alone is handed over later', async () => {
    await twoJobs();
    world.bus.refuse(1, ({ detail }) => detail.target === SECOND);
    const first = await look(world, patch);
    expect(first.again).toBe(false);
    expect(taken(ENDED)).toMatchObject([{ detail: { target: FIRST } }]);
    expect(await eventsDue()).toEqual([expect.stringContaining(SECOND)]);
    at(3);
    await world.service.follow();
    expect(taken(ENDED).map(({ detail }) => detail.target)).toEqual([FIRST, SECOND]);
    expect(await eventsDue()).toBeUndefined();
  });

  test('refuses all inside a 200: said, handed back, and handed over later', async () => {
    await twoJobs();
    world.bus.refuse(2);
    const ran = await look(world, patch);
    expect(ran.again).toBe(true);
    expect(ran.lines.at(-1)).toMatchObject({
      level: 'ERROR',
      operation: 'follow-job',
      reason: expect.stringContaining('the bus upkeep took no event: InternalFailure'),
    });
    expect(await eventsDue()).toHaveLength(2);
    await look(world, patch);
    expect(taken(ENDED)).toHaveLength(2);
  });

  test.each(['reset', 'error', 'throttled'] as const)(
    'is down (%s): ends are written and told in lines all the same, events wait for it',
    async (kind) => {
      await twoJobs();
      world.bus.fail(3, kind);
      const ran = await world.service.follow();
      expect(ran.again).toBe(true);
      expect(ran.lines.filter(({ end }) => end === 'succeeded')).toHaveLength(2);
      expect(ran.lines.at(-1)).toMatchObject({ operation: 'follow-job', failed: 1 });
      expect(world.bus.taken).toEqual([]);
      for (const job of await jobsOf(world)) expect(job.end).toMatchObject({ end: 'succeeded' });
      at(20);
      await world.service.follow();
      expect(taken(ENDED)).toHaveLength(2);
      expect(await world.entry('r')).not.toHaveProperty('follow_at');
    },
  );

  test('is down for a moment: asked again at once', async () => {
    await twoJobs();
    world.bus.fail(2, 'reset');
    expect((await look(world, patch)).again).toBe(false);
    expect(taken(ENDED)).toHaveLength(2);
  });

  test('is slow: waited for', async () => {
    await twoJobs();
    world.bus.slow(100);
    expect((await look(world, patch)).again).toBe(false);
    expect(await eventsDue()).toBeUndefined();
  });

  test('took them and its answer is lost: told twice, under the same ids', async () => {
    await twoJobs();
    world.bus.fail(1, 'lost');
    await look(world, patch);
    expect(ids()).toHaveLength(4);
    expect(ids().slice(2)).toEqual(ids().slice(0, 2));
    expect(world.bus.taken.slice(2)).toEqual(world.bus.taken.slice(0, 2));
  });

  test('took them and the ledger does not hear of it: told twice, under the same ids', async () => {
    await twoJobs();
    world.ledger.break('down', (call) => isWrite(call) && !call.body.includes('\\"events\\"'));
    expect((await look(world, patch)).again).toBe(true);
    expect(taken(ENDED)).toHaveLength(2);
    world.ledger.clear();
    at(3);
    await look(world, patch);
    expect(ids()).toHaveLength(4);
    expect(new Set(ids()).size).toBe(2);
    expect(await eventsDue()).toBeUndefined();
  });

  test('takes ten at a time; if the last of twelve fail, all are told again or had been taken', async () => {
    const many = Array.from({ length: 12 }, (_, n) => `${'a'.repeat(30)}${10 + n}in14`);
    for (const id of many) {
      world.cloud.state.addInstance({ id, service: 'gaussdb', project_id: String(hotfix.intent.project_id) });
    }
    world.cloud.state.jobDurationMs = MINUTE;
    await accept(world, hotfix, { instance_ids: many });
    await world.service.follow();
    world.bus.clear();
    at(122);
    world.bus.refuse(2, ({ detail }) => many.indexOf(String(detail.target)) >= 10);
    expect((await look(world, hotfix)).again).toBe(true);
    expect(world.bus.requests).toEqual([10, 2]);
    await look(world, hotfix);
    expect(new Set(taken(ENDED).map(({ detail }) => detail.target))).toEqual(new Set(many));
    expect(new Set(ids()).size).toBe(12);
    expect(await eventsDue()).toBeUndefined();
  });
});

test('without a bus nothing waits for one', async () => {
  world.set({ EVENT_BUS: undefined });
  world.cloud.endings.add({ how: 'completed', afterMs: MINUTE });
  await accept(world, one);
  expect(await eventsDue()).toBeUndefined();
  at(2);
  expect((await world.service.follow()).lines).toMatchObject([{ end: 'succeeded' }]);
  expect(await world.entry('r')).not.toHaveProperty('follow_at');
  expect(world.bus.requests).toEqual([]);
  at(60);
  expect(await world.service.sweep()).toMatchObject({ due: 0 });
});

test('no secret is in an event, a line or the ledger', async () => {
  const query = 'AccessKeyId=AK0815&Signature=c2VjcmV0';
  const url = `https://packages.obs.ap-southeast-1.myhuaweicloud.com/postgis.tar.gz?${query}`;
  const password = String(process.env.HW_USER_PASSWORD);
  const fail_reason = `cannot fetch ${url} as {"password":"hunter22"}, not ${password}`;
  world.cloud.endings.add({ how: 'failed', fail_reason, afterMs: MINUTE });
  await accept(world, plugin, { url, reason: `see ${url}`, requested_by: `https://me:hunter22@desk/` });
  const raw: string[] = [];
  await world.service.follow();
  at(2);
  raw.push(...(await world.service.follow()).raw);
  expect(taken(SETTLED)).toHaveLength(1);
  expect(taken(ENDED)).toHaveLength(1);
  expect(taken(ENDED)[0]?.detail.reason).toContain('cannot fetch https://packages');
  const everywhere = [raw.join(), JSON.stringify(world.bus.taken), JSON.stringify(await world.items())];
  for (const text of everywhere) {
    for (const secret of ['AK0815', 'c2VjcmV0', 'hunter22', password]) expect(text).not.toContain(secret);
  }
});

describe('the line of an end', () => {
  const levels = { succeeded: 'INFO', failed: 'ERROR', canceled: 'WARN', completed_unchanged: 'ERROR' };
  test.each(Object.entries(levels))('%s is of level %s, and its metrics are in it', async (end, level) => {
    const endings = {
      succeeded: { how: 'completed', afterMs: 12 * MINUTE },
      failed: { how: 'failed', fail_reason: 'x', afterMs: 12 * MINUTE },
      canceled: { how: 'canceled', afterMs: 12 * MINUTE },
      completed_unchanged: { how: 'unchanged', afterMs: 12 * MINUTE },
    } as const;
    world.cloud.endings.add(endings[end as keyof typeof endings]);
    await accept(world, one, { change_id: 'CHG-7', requested_by: 'dba' });
    const [line] = await followToEnd(world, one);
    expect(line).toMatchObject({
      level,
      operation: one.operation,
      request_id: 'r',
      region: 'ap-southeast-1',
      project_id: one.intent.project_id,
      change_id: 'CHG-7',
      requested_by: 'dba',
      looks: expect.any(Number),
      jobs_ended: 1,
      [`jobs_${end}`]: 1,
      job_duration_ms: Date.now() - ((await jobsOf(world))[0]?.starts_at ?? 0),
    });
    const counts = Object.entries(line as object).filter(([name]) => /^jobs_/.test(name));
    expect(counts.map(([name]) => name).sort()).toEqual(
      ['ended', 'succeeded', 'failed', 'canceled', 'timed_out', 'completed_unchanged', 'completed_unproven']
        .map((name) => `jobs_${name}`)
        .sort(),
    );
    expect(counts.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(2);
    expect(line).toMatchObject({
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: 'DbUpkeep',
            Dimensions: [['operation'], ['operation', 'end']],
            Metrics: expect.arrayContaining([
              { Name: 'job_duration_ms', Unit: 'Milliseconds' },
              { Name: `jobs_${end}`, Unit: 'Count' },
            ]),
          },
        ],
      },
    });
  });
});
