import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../stand-in/cloud/faults.ts';
import { type Case, each, operationOf, operationsWith } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { type Drifted, fire, hotfixed, instanceOf, patched, plugged, proxied } from './looked-at.ts';

const HELD_UNSEEN = await operationsWith('heldUnseen');

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { PREFLIGHT: 'on' } });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** Sent all the same; report and ledger name what was not looked at. */
async function expectSent(one: Case, unchecked: readonly string[]) {
  const ran = await fire(world, one);
  const [target = ''] = one.targets;
  expect(ran).toMatchObject({ again: false, dead: [] });
  expect(ran.lines).toMatchObject([{ status: 'accepted' }]);
  expect(ran.lines[0]?.unchecked).toEqual({ [target]: unchecked });
  expect((await world.entry('r'))?.unchecked).toEqual({ [target]: unchecked });
  expect(world.cloud.accepted).toHaveLength(1);
}

const LISTING = {
  gaussdb: 'listDatabaseInstances',
  taurusdb: 'listGaussMySqlInstances',
  geminidb: 'listInstances',
} as const;
const listing = (one: Case) => LISTING[one.service];
const fail = (calls: readonly string[], fault: Fault = { kind: 'status', status: 503 }) => {
  world.cloud.faults.decide = ({ call }) => (calls.includes(call) ? fault : undefined);
};

/** What each operation cannot tell without a read. */
const UNREAD: readonly (readonly [one: Case, call: string, unchecked: readonly string[]])[] = [
  [plugged, 'listDatabaseInstances', ['instance']],
  [plugged, 'listPluginInfoList', ['installed plug-ins']],
  [hotfixed, 'listDatabaseInstances', ['instance']],
  [hotfixed, 'showUpgradeCandidateVersions', ['candidate hot patches']],
  [proxied, 'listGaussMySqlInstances', ['instance']],
  [proxied, 'showGaussMySqlProxyList', ['proxy']],
  [proxied, 'showProxyVersion', ['proxy version']],
  [patched, 'listInstances', ['instance', 'engine', 'patch_available']],
];

describe('a read that fails never stops a submission', () => {
  test.each(UNREAD.map(([one, call, unchecked]) => ({ name: one.operation, one, call, unchecked })))(
    '$name without $call',
    async ({ one, call, unchecked }) => {
      fail([call]);
      await expectSent(one, unchecked);
    },
  );

  test.each<[string, Fault]>([
    ['a page of HTML', { kind: 'html', status: 200 }],
    ['half a reply', { kind: 'truncated' }],
    ['a broken connection', { kind: 'cut-before' }],
    ['a reply broken off', { kind: 'cut-mid-reply' }],
    ['a throttled read', { kind: 'throttle' }],
    [
      'a refusal',
      { kind: 'refuse', status: 403, body: { error_code: 'DBS.280032', error_msg: 'no permission' } },
    ],
    ['another shape', { kind: 'wrong-shape' }],
    ['a list that lacks items it counts', { kind: 'wrong-shape', body: { instances: [], total_count: 3 } }],
    [
      'items without an id',
      { kind: 'wrong-shape', body: { instances: [{ status: 'FROZEN' }, 7], total_count: 3 } },
    ],
  ])('%s', async (_, fault) => {
    fail(['listInstances'], fault);
    await expectSent(patched, ['instance', 'engine', 'patch_available']);
  });

  test.each(each)('$name when nothing at all can be read', async ({ one }) => {
    world.cloud.faults.decide = ({ call }) => (/^(list|show)/.test(call) ? { kind: 'html' } : undefined);
    const ran = await fire(world, one);
    expect(ran.lines).toMatchObject([
      {
        status: HELD_UNSEEN.has(one.operation) ? 'held' : 'accepted',
        unchecked: { [one.targets[0] ?? '']: expect.any(Array) },
      },
    ]);
    expect(await world.entry('r')).not.toHaveProperty('baselines');
  });
});

describe('a field that is missing never stops a submission', () => {
  test.each<[string, Case, Drifted, string, readonly string[]]>([
    ['status', plugged, { missing: ['status'] }, 'instance', ['status']],
    ['status', hotfixed, { missing: ['status'] }, 'instance', ['status']],
    ['status', proxied, { missing: ['status'] }, 'instance', ['status']],
    ['status', patched, { missing: ['status'] }, 'instance', ['status']],
    ['installed', plugged, { missing: ['installed'] }, 'instance', ['installed plug-ins']],
    [
      'hotfix_upgrade_candidate_versions',
      hotfixed,
      { missing: ['hotfix_upgrade_candidate_versions'] },
      'instance',
      ['candidate hot patches'],
    ],
    ['current_version', proxied, { missing: ['current_version'] }, 'proxy', ['proxy version']],
    ['can_upgrade', proxied, { missing: ['can_upgrade'] }, 'proxy', ['can_upgrade']],
    ['status', proxied, { missing: ['status'] }, 'proxy', ['proxy']],
    ['patch_available', patched, { missing: ['patch_available'] }, 'instance', ['patch_available']],
    ['type', patched, { missing: ['type'] }, 'instance', ['engine']],
    ['datastore', patched, { missing: ['datastore'] }, 'instance', ['engine', 'patch_available']],
    ['actions', patched, { missing: ['actions'] }, 'instance', ['actions']],
  ])('%s (%#)', async (_, one, drift, of, unchecked) => {
    const [target = ''] = one.targets;
    world.cloud.state.change(of === 'proxy' ? target : instanceOf(one), drift);
    await expectSent(one, unchecked);
  });

  test('a list without a total is complete as it is', async () => {
    const id = instanceOf(patched);
    const body = {
      instances: [
        { id, status: 'normal', actions: [], datastore: { type: 'influxdb', patch_available: true } },
      ],
    };
    fail(['listInstances'], { kind: 'wrong-shape', body });
    const ran = await fire(world, patched);
    expect(ran.lines).toMatchObject([{ status: 'accepted' }]);
    expect(ran.lines[0]).not.toHaveProperty('unchecked');
  });
});

test('those that restart a database, or cannot be undone, are disruptive', () => {
  expect([plugged, patched, hotfixed, proxied].map((one) => operationOf(one).disruptive ?? false)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

describe('a word that nobody documents', () => {
  const befalls = (one: Case, status: string) =>
    fail([listing(one)], {
      kind: 'wrong-shape',
      body: {
        instances: [
          {
            id: instanceOf(one),
            status,
            actions: [],
            datastore: { type: 'influxdb', patch_available: true },
          },
        ],
        total_count: 1,
      },
    });

  test.each(each.filter(({ one }) => !operationOf(one).disruptive))(
    'as the status of the instance: sent, as it neither restarts it nor is final ($name)',
    async ({ one }) => {
      befalls(one, 'constructor');
      await expectSent(one, ['status (constructor is not a documented word)']);
    },
  );

  test.each(each.filter(({ one }) => operationOf(one).disruptive))(
    'as the status of the instance: held until it has passed ($name)',
    async ({ one }) => {
      befalls(one, 'constructor');
      const ran = await fire(world, one);
      expect(ran).toMatchObject({ again: false, dead: [] });
      expect(ran.lines).toMatchObject([
        {
          status: 'held',
          outcomes: [
            {
              verdict: 'rejected',
              code: 'preflight',
              reason: 'the instance is constructor, which is not a documented word',
              retry: true,
            },
          ],
          unchecked: { [one.targets[0] ?? '']: ['status (constructor is not a documented word)'] },
        },
      ]);
      expect(world.cloud.accepted).toEqual([]);
      world.cloud.faults.clear();
      at(3);
      expect((await world.resume(one.operation)).lines).toMatchObject([{ status: 'accepted' }]);
    },
  );

  test('the status of the proxy', async () => {
    fail(['showGaussMySqlProxyList'], {
      kind: 'wrong-shape',
      body: { proxy_list: [{ proxy: { pool_id: proxied.targets[0], status: 'UPGRADING' } }] },
    });
    await expectSent(proxied, ['proxy status (UPGRADING is not a documented word)']);
  });
});

test('what could not be looked at before a try that began nothing is forgotten with the next', async () => {
  fail(['listInstances']);
  world.cloud.faults.add({ call: patched.call, fault: { kind: 'busy' } });
  await fire(world, patched);
  world.cloud.faults.clear();
  at(3);
  const ran = await world.resume(patched.operation);
  expect(ran.lines).toMatchObject([{ status: 'accepted' }]);
  // This time everything could be looked at.
  expect(ran.lines[0]).not.toHaveProperty('unchecked');
  expect((await world.entry('r'))?.unchecked).toBeUndefined();
});

test('credentials that the reads find refused stop everything', async () => {
  world.signWithKeys();
  world.set({ HW_SECRET_KEY: 'a-key-the-cloud-does-not-know' });
  const ran = await fire(world, patched);
  expect(ran.lines).toMatchObject([{ outcomes: [{ verdict: 'not_sent' }] }]);
  expect(world.submissions(patched)).toEqual([]);
});
