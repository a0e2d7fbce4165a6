import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../shared/terms/outcome.ts';
import type { Status } from '../../shared/terms/report.ts';
import type { Fault } from '../../stand-in/cloud/faults.ts';
import {
  type Case,
  cases,
  crossed,
  hotfix,
  operationOf,
  patch,
  plugin,
  proxy,
  waysTo,
} from '../world/cases.ts';
import { startWorld, type World } from '../world/world.ts';
import { expectNext, expectTruth, type Next, until } from './told.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** A fault, and what must be said of every target. */
interface Row {
  readonly title: string;
  readonly fault: Fault | Fault[];
  readonly of?: readonly Case[];
  readonly status: Status;
  readonly verdict: Verdict | readonly Verdict[];
  readonly code?: string;
  readonly next: Next;
}

const unknown = { status: 'unknown', verdict: 'unknown', next: 'dead' } as const;
const refused = { status: 'rejected', verdict: 'rejected', next: 'dead' } as const;
const busy = { status: 'rejected', verdict: 'rejected', next: 'later' } as const;
const turnedAway = { status: 'failed', verdict: 'not_sent', next: 'later' } as const;
const taken = { status: 'accepted', verdict: 'accepted', next: 'done' } as const;

const takenButAnsweredBadly: Row[] = [
  { title: 'the connection breaks after the work was taken', fault: { kind: 'cut-after' }, ...unknown },
  { title: 'the reply breaks off in its body', fault: { kind: 'cut-mid-reply' }, ...unknown },
  {
    title: 'the reply breaks off one byte before its end',
    fault: { kind: 'cut-mid-reply', within: 'end' },
    ...unknown,
  },
  {
    title: 'the reply breaks off in its headers',
    fault: { kind: 'cut-mid-reply', within: 'headers' },
    ...unknown,
  },
  { title: 'HTML with status 200', fault: { kind: 'html', status: 200, accepted: true }, ...unknown },
  { title: 'HTML with status 502', fault: { kind: 'html', status: 502, accepted: true }, ...unknown },
  { title: 'JSON cut short', fault: { kind: 'truncated' }, ...unknown },
  { title: 'JSON of another shape', fault: { kind: 'wrong-shape' }, of: [hotfix, proxy, patch], ...unknown },
  { title: 'JSON without a job id', fault: { kind: 'wrong-shape' }, of: [plugin], ...unknown },
  { title: 'a list', fault: { kind: 'wrong-shape', body: [] }, ...unknown },
  { title: 'a string', fault: { kind: 'wrong-shape', body: 'success' }, ...unknown },
  { title: 'an empty 204', fault: { kind: 'wrong-shape', status: 204, body: '' }, ...unknown },
  {
    title: 'items of the wrong types',
    fault: { kind: 'wrong-shape', body: { upgrade_results: [7], instance_tasks: {}, update_result: ['x'] } },
    ...unknown,
  },
  { title: 'two megabytes', fault: { kind: 'huge', bytes: 2 * 1024 * 1024 }, ...unknown },
  { title: 'DBS.111205', fault: { kind: 'timeout-accepted' }, ...unknown, code: 'DBS.111205' },
  {
    title: '502 of the gateway',
    fault: { kind: 'status', status: 502, accepted: true },
    ...unknown,
    code: 'APIGW.0201',
  },
  {
    title: '504 of the gateway',
    fault: { kind: 'status', status: 504, accepted: true },
    ...unknown,
    code: 'APIGW.0201',
  },
  {
    title: '500 of the service',
    fault: { kind: 'status', status: 500, code: 'DBS.200998', accepted: true },
    ...unknown,
    code: 'DBS.200998',
  },
  {
    title: '500 with a code of no table',
    fault: { kind: 'status', status: 500, code: 'DBS.999999', accepted: true },
    ...unknown,
    code: 'DBS.999999',
  },
  {
    title: '503 with a code of no table',
    fault: { kind: 'status', status: 503, code: 'DBS.999999', accepted: true },
    ...unknown,
    code: 'DBS.999999',
  },
];

const takenAndAnsweredWell: Row[] = [
  { title: 'no fault', fault: [], ...taken },
  { title: 'a long reply below the limit', fault: { kind: 'huge', bytes: 500_000 }, ...taken },
  { title: 'a slow reply', fault: { kind: 'slow', ms: 50 }, ...taken },
];

const job_id = 'bf26cf3c-d046-4080-bb45-f114be7afa5f';
const says = (body: object): Fault => ({ kind: 'wrong-shape', body });
const ofProxy = (item: object) => says({ update_result: [item] });
const ofPatch = (item: object) =>
  says({ upgrade_results: patch.targets.map((instance_id) => ({ instance_id, ...item })) });

/** The right shape, with items that neither accept nor refuse as the vendor documents it. */
const takenAndAnsweredAmbiguously: Row[] = [
  {
    title: 'ACCEPT with an error message',
    fault: ofProxy({ workflow_id: job_id, state: 'ACCEPT', error_message: 'no' }),
    of: [proxy],
    ...unknown,
  },
  { title: 'ACCEPT without a workflow', fault: ofProxy({ state: 'ACCEPT' }), of: [proxy], ...unknown },
  {
    title: 'a state nobody documents',
    fault: ofProxy({ workflow_id: job_id, state: 'PENDING' }),
    of: [proxy],
    ...unknown,
  },
  {
    title: 'the state in another letter case',
    fault: ofProxy({ workflow_id: job_id, state: 'accept' }),
    of: [proxy],
    ...unknown,
  },
  { title: 'no state', fault: ofProxy({ workflow_id: job_id }), of: [proxy], ...unknown },
  {
    title: 'a job and an error for one item',
    fault: ofPatch({ job_id, error_code: 'DBS.200011' }),
    of: [patch],
    ...unknown,
  },
  { title: 'neither job nor error for an item', fault: ofPatch({}), of: [patch], ...unknown },
  { title: 'an empty job id', fault: ofPatch({ job_id: '' }), of: [patch], ...unknown },
  { title: 'an empty job id', fault: says({ job_id: '' }), of: [plugin], ...unknown },
  {
    title: 'a task without an id',
    fault: says({ instance_tasks: hotfix.targets.map((instance_id) => ({ instance_id, task_id: null })) }),
    of: [hotfix],
    ...unknown,
  },
];

const takenAndAnsweredInPart: Row[] = [
  {
    title: 'the last target is missing',
    fault: { kind: 'missing-target' },
    of: [hotfix, patch],
    status: 'unknown',
    verdict: ['accepted', 'unknown'],
    next: 'dead',
  },
  { title: 'the only target is missing', fault: { kind: 'missing-target' }, of: [plugin, proxy], ...unknown },
  {
    title: 'a target nobody asked for is there too',
    fault: { kind: 'extra-target' },
    of: [hotfix, patch],
    status: 'unknown',
    verdict: ['accepted', 'accepted', 'unknown'],
    next: 'dead',
  },
  {
    title: 'a result of another instance is there too',
    fault: { kind: 'extra-target' },
    of: [proxy],
    status: 'unknown',
    verdict: ['accepted', 'unknown'],
    next: 'dead',
  },
  {
    title: 'accepted and rejected in one reply for one proxy',
    fault: { kind: 'reject', mixed: true },
    of: [proxy],
    status: 'partial',
    verdict: ['accepted', 'rejected'],
    next: 'dead',
  },
  {
    title: 'one target is busy',
    fault: { kind: 'busy', targets: patch.targets.slice(1) },
    of: [patch],
    status: 'partial',
    verdict: ['accepted', 'rejected'],
    code: 'DBS.200011',
    next: 'dead',
  },
  {
    title: 'one target is refused',
    fault: { kind: 'reject', error_code: 'DBS.200002', targets: patch.targets.slice(0, 1) },
    of: [patch],
    status: 'partial',
    verdict: ['rejected', 'accepted'],
    code: 'DBS.200002',
    next: 'dead',
  },
];

const refusedAsDocumented: Row[] = [
  { title: 'busy', fault: { kind: 'busy' }, ...busy, code: 'DBS.200011' },
  {
    title: 'one target is busy, the other refused for good',
    fault: [
      { kind: 'busy', targets: patch.targets.slice(0, 1) },
      { kind: 'reject', error_code: 'DBS.200002', targets: patch.targets.slice(1) },
    ],
    of: [patch],
    ...refused,
    code: 'DBS.200011',
  },
  {
    title: 'a wrong parameter',
    fault: { kind: 'reject' },
    of: [plugin, hotfix],
    ...refused,
    code: 'DBS.200001',
  },
  { title: 'state REJECT', fault: { kind: 'reject' }, of: [proxy], ...refused },
  {
    title: 'an error per item',
    fault: { kind: 'reject', error_code: 'DBS.200002' },
    of: [patch],
    ...refused,
    code: 'DBS.200002',
  },
  {
    title: 'no such instance',
    fault: { kind: 'refuse', status: 404, body: { error_code: 'DBS.200002', error_msg: 'no such instance' } },
    ...refused,
    code: 'DBS.200002',
  },
  {
    title: 'no permission',
    fault: { kind: 'refuse', status: 403, body: { errCode: 'DBS.200044', errMsg: 'not yours' } },
    ...refused,
    code: 'DBS.200044',
  },
  {
    title: 'an unknown API',
    fault: { kind: 'refuse', status: 404, body: { error_code: 'APIGW.0101', error_msg: 'no such API' } },
    ...refused,
    code: 'APIGW.0101',
  },
  { title: 'throttled', fault: { kind: 'throttle' }, ...turnedAway, code: 'APIGW.0308' },
  {
    title: 'the gateway fails (503)',
    fault: { kind: 'status', status: 503 },
    ...turnedAway,
    code: 'APIGW.0613',
  },
];

const nothingDoneButNobodyKnows: Row[] = [
  { title: 'the connection breaks before anything was done', fault: { kind: 'cut-before' }, ...unknown },
  { title: 'HTML with status 502', fault: { kind: 'html' }, ...unknown },
  { title: 'HTML with status 403', fault: { kind: 'html', status: 403 }, ...unknown },
  { title: '500 of the gateway', fault: { kind: 'status', status: 500 }, ...unknown, code: 'APIGW.0601' },
  { title: '502', fault: { kind: 'status', status: 502 }, ...unknown, code: 'APIGW.0201' },
  { title: '504', fault: { kind: 'status', status: 504 }, ...unknown, code: 'APIGW.0201' },
  {
    title: 'DBS.111205',
    fault: { kind: 'timeout-accepted', accepted: false },
    ...unknown,
    code: 'DBS.111205',
  },
  { title: '400 without a body', fault: { kind: 'refuse', status: 400 }, ...unknown },
  { title: '418 without a code', fault: { kind: 'refuse', status: 418, body: { teapot: true } }, ...unknown },
];

const groups: readonly (readonly [string, readonly Row[]])[] = [
  ['taken, and answered well', takenAndAnsweredWell],
  ['taken, and answered badly', takenButAnsweredBadly],
  ['taken, and answered ambiguously', takenAndAnsweredAmbiguously],
  ['taken, and answered in part', takenAndAnsweredInPart],
  ['refused as documented', refusedAsDocumented],
  ['not taken, and answered so that nobody can tell', nothingDoneButNobodyKnows],
];

describe.each(groups)('%s', (_group, rows) => {
  describe.each(rows)('$title', (row) => {
    test.each(crossed(row.of ?? cases))('$operation through a $way', async ({ way, one }) => {
      world.befall(one, row.fault);
      const ran = await world.service.fire(way, one.operation, one.intent);
      expect(ran.lines).toHaveLength(1);
      const [line] = ran.lines;
      expect(line).toMatchObject({ operation: one.operation, trigger: way, status: row.status });
      const verdicts = line?.outcomes.map(({ verdict }) => verdict) ?? [];
      expect(verdicts).toEqual(
        typeof row.verdict === 'string' ? one.targets.map(() => row.verdict) : row.verdict,
      );
      if (row.code) expect(line?.outcomes.map(({ code }) => code)).toContain(row.code);
      expectTruth(world, one, ran);
      await expectNext(world, way, row.next, ran, one.intent);
      expect(world.submissions()).toHaveLength(1);
    });
  });
});

describe('refused as done already', () => {
  const code = 'DBS.05000008';
  const latest = { kind: 'refuse', status: 400, body: { error_code: code, error_msg: 'latest' } } as const;
  const [target = ''] = proxy.targets;
  const fire = async () => {
    world.befall(proxy, latest);
    return (await world.service.fire('queue', proxy.operation, proxy.intent)).lines;
  };

  test('is good news where a look proves it', async () => {
    world.cloud.state.change(target, { version: proxy.intent.target_version as string });
    expect(await fire()).toMatchObject([
      { status: 'accepted', outcomes: [{ target, verdict: 'already_done', code, reason: 'latest' }] },
    ]);
  });

  test('is a refusal where a look shows another version', async () => {
    const [line] = await fire();
    expect(line?.outcomes).toEqual([
      {
        target,
        verdict: 'rejected',
        code,
        reason: 'latest',
        hint: 'the proxy already runs the latest version',
      },
    ]);
  });

  test.each([
    ['nothing can be seen', 404, 'DBS.200932'],
    ['the login is no longer taken', 401, 'APIGW.0303'],
  ])('is a refusal where %s', async (_, status, error_code) => {
    world.cloud.state.change(target, { version: proxy.intent.target_version as string });
    world.cloud.faults.decide = ({ call }) =>
      call === proxy.call ? undefined : { kind: 'refuse', status, body: { error_code, error_msg: 'no' } };
    expect(await fire()).toMatchObject([{ status: 'rejected', outcomes: [{ verdict: 'rejected', code }] }]);
  });
});

describe('an answer that comes too late', () => {
  describe.each(cases)('$operation', (one) => {
    test.each(waysTo(operationOf(one)))('the work was taken at once (%s)', async (way) => {
      world.set({ HW_TIMEOUT_MS: '100' });
      world.befall(one, { kind: 'slow', ms: 400 });
      const ran = await world.service.fire(way, one.operation, one.intent);
      expect(ran.lines).toMatchObject([{ status: 'unknown' }]);
      expect(world.cloud.accepted).toHaveLength(one.targets.length);
      expectTruth(world, one, ran);
      await expectNext(world, way, 'dead', ran);
      expect(world.submissions()).toHaveLength(1);
    });

    test('the work is taken only after we gave up', async () => {
      world.set({ HW_TIMEOUT_MS: '100' });
      world.befall(one, { kind: 'slow', ms: 150, accept: 'late' });
      const ran = await world.service.fire('queue', one.operation, one.intent);
      await until(() => world.cloud.accepted.length === one.targets.length);
      expectTruth(world, one, ran);
      await expectNext(world, 'queue', 'dead', ran);
      expect(world.submissions()).toHaveLength(1);
    });
  });
});

describe('a redirect', () => {
  test.each(crossed([plugin, patch]))('is not followed ($operation, $way)', async ({ way, one }) => {
    const elsewhere = `${world.cloud.endpoints[one.service]}/v3/elsewhere`;
    world.befall(one, { kind: 'redirect', location: elsewhere });
    const ran = await world.service.fire(way, one.operation, one.intent);
    expect(ran.lines).toMatchObject([{ status: 'unknown' }]);
    expectTruth(world, one, ran);
    await expectNext(world, way, 'dead', ran);
    expect(world.cloud.received.map(({ path }) => path)).not.toContain('/v3/elsewhere');
    expect(world.submissions()).toHaveLength(1);
  });
});

describe('a successful status that names both the work and an error', () => {
  const answers: readonly (readonly [Case, object])[] = [
    [plugin, { job_id }],
    [hotfix, { instance_tasks: hotfix.targets.map((instance_id) => ({ instance_id, task_id: job_id })) }],
    [proxy, { update_result: [{ workflow_id: job_id, state: 'ACCEPT' }] }],
    [patch, { upgrade_results: patch.targets.map((instance_id) => ({ instance_id, job_id })) }],
  ];
  test.each(answers.map(([one, answer]) => ({ operation: one.operation, one, answer })))(
    'is no refusal, and nothing to repeat: $operation',
    async ({ one, answer }) => {
      const error = { error_code: 'DBS.200011', error_msg: 'Another operation is being performed.' };
      world.befall(one, { kind: 'wrong-shape', body: { ...answer, ...error } });
      const ran = await world.service.fire('queue', one.operation, one.intent);
      expect(ran.lines[0]?.outcomes.map(({ verdict }) => verdict)).toEqual(one.targets.map(() => 'unknown'));
      await expectNext(world, 'queue', 'dead', ran);
    },
  );
});
