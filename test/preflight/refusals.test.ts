import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Case, each } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import {
  addInstance,
  type Drifted,
  expectNothingSent,
  fire,
  hotfixed,
  instanceOf,
  patched,
  plugged,
  proxied,
} from './looked-at.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { PREFLIGHT: 'on' } });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const change = (id: string, drift: Drifted) => world.cloud.state.change(id, drift);
const targetOf = ({ targets: [target = ''] }: Case) => target;

/** Nothing is sent, a person gets it with reason and hint, and it is never tried again. */
async function expectRefused(one: Case, reason: string | RegExp, hint: string | RegExp, more = {}) {
  const ran = await fire(world, one, more);
  const text = (wanted: string | RegExp) => expect.stringMatching(wanted);
  expect(ran.lines).toMatchObject([
    {
      status: 'rejected',
      outcomes: [
        {
          target: targetOf(one),
          verdict: 'rejected',
          code: 'preflight',
          reason: text(reason),
          hint: text(hint),
        },
      ],
    },
  ]);
  expect(ran.lines[0]?.outcomes[0]).not.toHaveProperty('retry');
  expect(ran.dead).toMatchObject([{ attributes: { status: 'rejected', code: 'preflight' } }]);
  expectNothingSent(world);
  expect(await world.entry('r')).toMatchObject({ tries: 0, hand_over: 'done' });
  at(100);
  expect(await world.service.sweep()).toMatchObject({ due: 0 });
}

/** Nothing is sent now; it waits in the ledger and is sent once `free` has made way. */
async function expectHeld(one: Case, reason: string | RegExp, free: () => void) {
  const ran = await fire(world, one);
  expect(ran).toMatchObject({ again: false, dead: [] });
  expect(ran.lines).toMatchObject([
    {
      status: 'held',
      next_try: expect.any(String),
      outcomes: [
        {
          target: targetOf(one),
          verdict: 'rejected',
          code: 'preflight',
          retry: true,
          reason: expect.stringMatching(reason),
        },
      ],
    },
  ]);
  expectNothingSent(world);
  expect(await world.entry('r')).toMatchObject({ tries: 0, put_off: 1 });
  free();
  at(3);
  expect((await world.resume(one.operation)).lines).toMatchObject([{ status: 'accepted', attempt: 1 }]);
  expect(world.cloud.accepted).toHaveLength(1);
}

/** Nothing is sent, and that is good news. */
async function expectAlreadyDone(one: Case, shows: string) {
  const ran = await fire(world, one);
  expect(ran).toMatchObject({ again: false, dead: [] });
  expect(ran.lines).toMatchObject([
    {
      status: 'accepted',
      outcomes: [
        {
          target: targetOf(one),
          verdict: 'already_done',
          code: 'preflight',
          reason: `nothing to do: ${shows}`,
        },
      ],
    },
  ]);
  expectNothingSent(world);
  expect(await world.entry('r')).not.toHaveProperty('jobs');
  at(100);
  expect(await world.service.sweep()).toMatchObject({ due: 0 });
}

describe.each(each)('the instance ($name)', ({ one }) => {
  const id = instanceOf(one);
  const REST = one.service === 'geminidb' ? 'normal' : 'ACTIVE';

  test('is not in the list', async () => {
    world.cloud.state.instances.delete(id);
    addInstance(world, one, id.replace(/^./, 'x'));
    await expectRefused(
      one,
      `^no instance ${id} is listed for ${one.service} in this project and region$`,
      'check id, project and region',
    );
  });

  // The words of every service and version of its list: what one of them shows another might one day.
  test.each([
    'BUILD',
    'creating',
    'EXPANDING',
    'REBOOTING',
    'UPGRADING',
    'RESTORING',
    'BACKING UP',
    'REDUCING REPLICATION',
    'REDUCING',
    'MODIFYING',
    'MODIFYING DATABASE PORT',
    'SWITCHOVER',
    'MIGRATING',
    'REPAIRING',
  ])('is %s: tried again later', async (status) => {
    change(id, { status });
    await expectHeld(one, `^the instance is ${status}$`, () => change(id, { status: REST }));
  });

  test.each([
    ['FAILED', /mend/],
    ['createfail', /never created/],
    ['BUILD_FAILED', /never created/],
    ['UPGRADE TO BE OBSERVED', /committed or rolled back/],
    ['SHUTDOWN', /start it/],
    ['abnormal', /abnormal/],
    ['FROZEN', /frozen/],
    ['STORAGE FULL', /full/],
    ['data_disk_full', /full/],
    ['enlargefail', /enlarging/],
  ])('is %s: for a person to mend', async (status, hint) => {
    change(id, { status });
    await expectRefused(one, `^the instance is ${status}$`, hint);
  });

  test.each(['ACTIVE', 'normal', 'Active'])('is %s: sent', async (status) => {
    change(id, { status: REST });
    world.cloud.faults.decide = ({ call }) =>
      /^list(GaussMySql|Database)?Instances$/.test(call)
        ? { kind: 'wrong-shape', body: { instances: [{ id, status, actions: [] }], total_count: 1 } }
        : undefined;
    expect((await fire(world, one)).lines).toMatchObject([{ status: 'accepted' }]);
  });
});

describe('install-kernel-plugin', () => {
  test('is refused where the plug-in is installed: nothing would show what a second install changed', async () => {
    change(targetOf(plugged), { plugins: ['postgis'] });
    await expectRefused(plugged, /^postgis 1\.0 is installed already$/, 'PREFLIGHT=off');
  });

  test('waits while the instance is at work, whatever is installed is looked at again', async () => {
    const id = targetOf(plugged);
    change(id, { status: 'UPGRADING' });
    await fire(world, plugged);
    change(id, { status: 'ACTIVE', plugins: ['postgis'] });
    at(3);
    const ran = await world.resume(plugged.operation);
    expect(ran.lines).toMatchObject([{ status: 'rejected', outcomes: [{ code: 'preflight' }] }]);
    expect(ran.dead).toHaveLength(1);
    expectNothingSent(world);
  });
});

describe('schedule-hotfix-upgrade', () => {
  const id = targetOf(hotfixed);

  test.each<[string, Drifted, RegExp, RegExp]>([
    [
      'one version is not offered',
      { hotfix_candidates: ['3.208.0.6'] },
      /^3\.208\.0\.7 is not offered/,
      /offered are 3\.208\.0\.6$/,
    ],
    [
      'none is offered',
      { hotfix_candidates: [] },
      /^3\.208\.0\.6, 3\.208\.0\.7 are not offered/,
      /offered are none$/,
    ],
    [
      'one is there already',
      { hotfix_candidates: ['3.208.0.7'], hotfix_versions: ['3.208.0.6'] },
      /^3\.208\.0\.6 is installed already; 3\.208\.0\.7 is still to come$/,
      /^leave out what is installed: target_version 3\.208\.0\.7$/,
    ],
    [
      'one is there already and one is not offered',
      { hotfix_candidates: [], hotfix_versions: ['3.208.0.6'] },
      /^3\.208\.0\.6 is installed already; 3\.208\.0\.7 is not offered for this instance$/,
      /^offered are none$/,
    ],
  ])('is refused: %s', async (_, drift, reason, hint) => {
    change(id, drift);
    await expectRefused(hotfixed, reason, hint);
  });

  test.each<[string, Drifted]>([
    ['as the list joins them, by comma and space', { hotfix_versions: ['3.208.0.6', '3.208.0.7'] }],
    ['among others, in another order', { hotfix_versions: ['3.208.0.7', '3.208.0.5', '3.208.0.6'] }],
    ['with other zeros', { hotfix_versions: ['3.208.0.06', '3.208.00.7'] }],
    ['while the instance is at work', { hotfix_versions: ['3.208.0.6', '3.208.0.7'], status: 'UPGRADING' }],
  ])('is done already: all versions are there, %s', async (_, drift) => {
    change(id, { hotfix_candidates: [], ...drift });
    await expectAlreadyDone(hotfixed, `hot patches ${drift.hotfix_versions?.join(', ')}`);
  });

  test('is done already, as a repeating schedule is from the second time on: what is offered by now is named', async () => {
    change(id, {
      hotfix_versions: ['3.208.0.6', '3.208.0.7'],
      hotfix_candidates: ['3.208.0.8', '3.208.0.9'],
    });
    expect((await fire(world, hotfixed)).lines).toMatchObject([
      {
        status: 'accepted',
        outcomes: [
          {
            verdict: 'already_done',
            reason: 'nothing to do: hot patches 3.208.0.6, 3.208.0.7',
            hint: 'not asked for, and still offered: 3.208.0.8, 3.208.0.9',
          },
        ],
      },
    ]);
    expectNothingSent(world);
  });

  test('is done already, but not on an instance that a person has to mend', async () => {
    change(id, { hotfix_candidates: [], hotfix_versions: ['3.208.0.6', '3.208.0.7'], status: 'FROZEN' });
    await expectRefused(hotfixed, /^the instance is FROZEN$/, /frozen/);
  });

  test('finds a version under another spelling among the offered ones', async () => {
    change(id, { hotfix_candidates: ['3.208.00.6', '3.208.0.007', '4.0.0.1'] });
    expect((await fire(world, hotfixed)).lines).toMatchObject([{ status: 'accepted' }]);
  });
});

describe('upgrade-proxy-version', () => {
  const id = targetOf(proxied);

  test('is refused: the instance has no such proxy', async () => {
    world.cloud.state.proxies.delete(id);
    await expectRefused(proxied, `^the instance has no proxy ${id}$`, 'check proxy_id and instance_id');
  });

  test.each([
    'ENABLING PROXY',
    'DISABLING PROXY',
    'ADDING PROXY NODE',
    'DELETING READ REPLICAS FROM PROXY',
    'ADDING READ REPLICAS TO PROXY',
    'CHANGING WEIGHTS',
  ])('waits: the proxy is %s', async (status) => {
    change(id, { status });
    await expectHeld(proxied, `^the proxy is ${status}$`, () => change(id, { status: 'ACTIVE' }));
  });

  test.each(['FAILED', 'DELETED', 'ABNORMAL'])('is refused: the proxy is %s', async (status) => {
    change(id, { status });
    await expectRefused(proxied, `^the proxy is ${status}$`, 'mend the proxy');
  });

  test('is refused: the proxy runs another version than source_version', async () => {
    change(id, { version: '2.22.00.000' });
    await expectRefused(
      proxied,
      /^the proxy runs 2\.22\.00\.000, not source_version 2\.23\.12\.000$/,
      'write that as source_version',
    );
  });

  test('is refused for good, though what is at work on it would end by itself', async () => {
    change(id, { version: '2.22.00.000', status: 'CHANGING WEIGHTS' });
    change(instanceOf(proxied), { status: 'BACKING UP' });
    await expectRefused(proxied, /^the proxy runs 2\.22\.00\.000/, 'source_version');
  });

  test('is refused: the cloud says that it cannot be upgraded', async () => {
    change(id, { can_upgrade: false });
    await expectRefused(proxied, /cannot be upgraded$/, 'console');
  });

  test.each<[string, Drifted]>([
    ['', {}],
    [', though it cannot be upgraded any more', { can_upgrade: false }],
    [', while it is at work', { status: 'CHANGING WEIGHTS' }],
  ])('is done already: it runs target_version%s', async (_, drift) => {
    change(id, { version: '2.24.03.000', ...drift });
    await expectAlreadyDone(proxied, 'proxy 2.24.03.000');
  });

  test.each(['2.23.12.0', '2.23.12'])('takes %s for source_version 2.23.12.000', async (version) => {
    change(id, { version });
    expect((await fire(world, proxied)).lines).toMatchObject([{ status: 'accepted' }]);
  });
});

describe('patch-databases', () => {
  const id = targetOf(patched);

  test.each([['CREATE'], ['REBOOT', 'GROW']])('waits: %s is running on the instance', async (...actions) => {
    change(id, { actions });
    await expectHeld(patched, `^${actions.join(', ')} is running on the instance$`, () =>
      change(id, { actions: [] }),
    );
  });

  test.each<[string, Drifted]>([
    ['', {}],
    [', while something is at work', { actions: ['BACKUP'] }],
  ])('is done already: no patch is waiting%s', async (_, drift) => {
    change(id, { patch_available: false, ...drift });
    await expectAlreadyDone(patched, 'influxdb 1.7 with no patch waiting');
  });

  test('is done already, with Cassandra’s whole version', async () => {
    const cassandra = addInstance(world, patched, `${'d'.repeat(32)}in06`, { patch_available: false });
    const ran = await fire(world, patched, { instance_ids: [cassandra] });
    expect(ran.lines[0]?.outcomes).toMatchObject([
      { verdict: 'already_done', reason: 'nothing to do: cassandra 3.11.3 with no patch waiting' },
    ]);
  });

  // "This API supports the following types of instances"; a partner's page has DynamoDB-compatible ones too (contract §5).
  test.each(['mongodb', 'hbase'])('is refused for %s, which the page does not list', async (engine) => {
    const other = addInstance(world, patched, `${'d'.repeat(32)}in10`, { engine });
    const ran = await fire(world, patched, { instance_ids: [other] });
    expect(ran.lines[0]?.outcomes).toMatchObject([
      {
        target: other,
        verdict: 'rejected',
        code: 'preflight',
        reason: `the instance is ${engine}, which this call does not patch`,
        hint: expect.stringContaining('Cassandra, Influx and Redis'),
      },
    ]);
    expectNothingSent(world);
  });

  test.each(['dynamodb', 'newer-than-us'])('leaves %s to the cloud', async (engine) => {
    const other = addInstance(world, patched, `${'d'.repeat(32)}in99`, { engine });
    const ran = await fire(world, patched, { instance_ids: [other] });
    expect(ran.lines[0]?.outcomes[0]?.code).not.toBe('preflight');
    expect(world.submissions(patched)).toHaveLength(1);
  });

  test('is refused for an instance of another engine than the first of the call, whatever its id says', async () => {
    const redis = addInstance(world, patched, `${'d'.repeat(32)}in13`, { engine: 'redis' });
    const ran = await fire(world, patched, { instance_ids: [id, redis] });
    expect(ran.lines).toMatchObject([{ status: 'partial' }]);
    expect(ran.lines[0]?.outcomes).toMatchObject([
      { target: id, verdict: 'accepted' },
      {
        target: redis,
        verdict: 'rejected',
        code: 'preflight',
        reason: `the instance is redis, but ${id} of the same call is influxdb`,
        hint: expect.stringContaining('each engine'),
      },
    ]);
    expect(world.cloud.accepted.map(({ target }) => target)).toEqual([id]);
  });
});

describe('what takes longer than not_after allows', () => {
  const id = targetOf(patched);

  test.each<[string, Drifted, number]>([
    ['15 minutes and one a node', {}, 18],
    ['one node', { nodes: ['normal'] }, 16],
    ['seven nodes', { nodes: Array.from({ length: 7 }, () => 'normal') }, 22],
    ['nodes that are not shown', { missing: ['groups'] }, 16],
  ])('is not begun (%s)', async (_, drift, minutes) => {
    change(id, drift);
    await expectRefused(
      patched,
      new RegExp(`^it takes ${minutes} minutes or more and could not end before not_after, 2024-10-30T02:`),
      'later not_after',
      { not_after: `PT${minutes - 1}M` },
    );
    at(0);
    const fits = await fire(world, patched, { request_id: 'fits', not_after: `PT${minutes}M` });
    expect(fits.lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('is begun all the same when not_after is only the default', async () => {
    at(59);
    const late = world.mail(
      patched.operation,
      { ...patched.intent, request_id: 'r' },
      { sent: Date.now() - 59 * 60_000 },
    );
    expect((await world.service.invoke(patched.operation, late)).lines).toMatchObject([
      { status: 'accepted' },
    ]);
  });

  test('is not begun once it has waited too long', async () => {
    change(id, { actions: ['BACKUP'] });
    await fire(world, patched, { not_after: 'PT20M' });
    change(id, { actions: [] });
    at(3);
    const ran = await world.resume(patched.operation);
    expect(ran.lines).toMatchObject([
      {
        status: 'rejected',
        outcomes: [{ code: 'preflight', reason: expect.stringContaining('it takes 18 minutes') }],
      },
    ]);
    expect(ran.dead).toHaveLength(1);
    expectNothingSent(world);
  });

  test.each([plugged, hotfixed, proxied].map((one) => ({ name: one.operation, one })))(
    'is not told by the vendor, and so not judged ($name)',
    async ({ one }) => {
      const ran = await fire(world, one, { not_after: 'PT1M' });
      expect(ran.lines).toMatchObject([{ status: 'accepted' }]);
    },
  );
});
