import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Instance } from '../../stand-in/cloud/resources.ts';
import { type Case, crossed, patch, singles } from '../world/cases.ts';
import { at, MINUTE, START, setClock } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { addInstance, expectNothingSent, fire, instanceOf, patched, plugged, proxied } from './looked-at.ts';

// Looking is off: what expects something is looked at all the same.
let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { PREFLIGHT: 'off' } });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const TAG = 'upkeep-hold-until';
const DAY = 24 * 60 * MINUTE;
const instanceFor = (one: Case): Instance => {
  const instance = world.cloud.state.instances.get(instanceOf(one));
  if (!instance) throw new Error(`no instance of ${one.operation}`);
  return instance;
};
const proxyFor = (one: Case) => world.cloud.state.proxies.get(String(one.targets[0]));
/** What runs there, as `pending` shows it. */
function runs(one: Case): string {
  const { version, whole_version, hotfix_versions } = instanceFor(one);
  return proxyFor(one)?.version ?? [whole_version ?? version, ...hotfix_versions].join(' ');
}
/** Something else runs there, and is shown where the service shows it. */
function change(one: Case, version: string) {
  const proxy = proxyFor(one);
  const whole = !proxy && instanceFor(one).whole_version !== undefined;
  Object.assign(proxy ?? instanceFor(one), whole ? { whole_version: version } : { version });
}
const tagged = (one: Case, value: string) => instanceFor(one).tags.push({ key: TAG, value });
const dayAfter = (days: number) => new Date(START + days * DAY).toISOString().slice(0, 10);
const sent = () => world.cloud.accepted.length;

/** Another version than any that a request could be about. */
const OTHER = '2.24.01.999';
const rows = crossed(singles);

describe.each(rows)('$operation by $way', ({ one, way, operation }) => {
  const ask = (expects: object) => world.service.fire(way, operation, { ...one.intent, expects });

  test('is sent where the version is the expected one and no hold is in force', async () => {
    tagged(one, dayAfter(-2));
    const ran = await ask({ from: runs(one), hold_tag: TAG });
    expect(ran.lines.at(-1)).toMatchObject({ status: 'accepted' });
    expect(sent()).toBe(1);
  });

  test('is not sent where another version runs', async () => {
    const from = runs(one);
    change(one, OTHER);
    const ran = await ask({ from });
    expect(ran.lines.at(-1)?.outcomes).toMatchObject([{ verdict: 'rejected', code: 'drifted' }]);
    expect(ran.lines.at(-1)?.outcomes[0]?.reason).toMatch(
      new RegExp(`^it runs ".*${OTHER}.*", and "${from}" was expected$`),
    );
    expect(ran.dead).toMatchObject([{ attributes: { code: 'drifted' } }]);
    expectNothingSent(world);
  });

  test('is not sent while its instance has the tag with a date to come', async () => {
    tagged(one, dayAfter(2));
    const ran = await ask({ from: runs(one), hold_tag: TAG });
    expect(ran.lines.at(-1)?.outcomes).toMatchObject([{ verdict: 'rejected', code: 'on_hold' }]);
    expect(ran.dead).toMatchObject([{ attributes: { code: 'on_hold' } }]);
    expectNothingSent(world);
  });
});

const LISTING = {
  gaussdb: 'listDatabaseInstances',
  taurusdb: 'listGaussMySqlInstances',
  geminidb: 'listInstances',
} as const;

describe.each(singles)('$operation', (one) => {
  const ask = (expects: object = { from: runs(one), hold_tag: TAG }) => fire(world, one, { expects });
  const heldFor = (ran: Awaited<ReturnType<typeof ask>>, what: string) => {
    expect(ran.lines).toMatchObject([
      { status: 'held', outcomes: [{ reason: expect.stringContaining(what) }] },
    ]);
    expect(ran.dead).toEqual([]);
    expect(sent()).toBe(0);
  };

  test('waits where its instance cannot be read, and is judged anew when that has passed', async () => {
    const expects = { from: runs(one), hold_tag: TAG };
    world.cloud.faults.decide = ({ call }) =>
      call === LISTING[one.service] ? { kind: 'status', status: 503 } : undefined;
    heldFor(await ask(expects), 'could not be read: ');
    world.cloud.faults.clear();
    change(one, OTHER);
    at(3);
    expect((await world.resume(one.operation)).lines).toMatchObject([{ outcomes: [{ code: 'drifted' }] }]);
    expect(sent()).toBe(0);
  });

  test('waits while something is at work on its instance', async () => {
    const instance = instanceFor(one);
    Object.assign(instance, one.service === 'geminidb' ? { actions: ['RESTORE'] } : { status: 'BACKING UP' });
    heldFor(await ask(), one.service === 'geminidb' ? 'RESTORE' : 'BACKING UP');
  });

  test('waits where its status is not shown, or is a word that nobody documents', async () => {
    instanceFor(one).missing = ['status'];
    heldFor(await ask(), 'could not be read: whether it is at rest');
    await world.reset();
    instanceFor(one).status = 'HUMMING';
    heldFor(await ask(), 'the instance is HUMMING, which is not a documented word');
  });

  test('does not wait where its instance is not there, or what is wrong there does not pass', async () => {
    const expects = { from: runs(one), hold_tag: TAG };
    Object.assign(instanceFor(one), {
      status: one.service === 'geminidb' ? 'frozen' : 'FROZEN',
      missing: ['tags'],
    });
    const frozen = { verdict: 'rejected', code: 'preflight', hint: expect.stringContaining('frozen') };
    expect((await ask(expects)).lines).toMatchObject([{ status: 'rejected', outcomes: [frozen] }]);
    await world.reset();
    world.cloud.state.instances.delete(instanceOf(one));
    const gone = { verdict: 'rejected', code: 'preflight', reason: expect.stringContaining('is listed for') };
    expect((await ask(expects)).lines).toMatchObject([{ status: 'rejected', outcomes: [gone] }]);
  });

  test('waits where some of its tags cannot be read, unless the one that counts can', async () => {
    instanceFor(one).tags.push({ key: 'owner', value: 7 as unknown as string });
    heldFor(await ask(), 'could not be read: its tags');
    await world.reset();
    instanceFor(one).tags.push({ key: 'owner', value: 7 as unknown as string });
    tagged(one, dayAfter(2));
    expect((await ask()).lines).toMatchObject([{ outcomes: [{ code: 'on_hold' }] }]);
  });

  test('waits where the tag is there and says no date', async () => {
    tagged(one, 'after the summer');
    heldFor(await ask(), `the date in its tag ${TAG}, "after the summer"`);
  });

  test('a hold ends with its day in the region, and not before', async () => {
    // In ap-southeast-1 the 30th of October ends at 16:00 UTC; the clock stands at 02:00.
    tagged(one, '2024-10-30');
    setClock(START + 14 * 60 * MINUTE - 1);
    expect(
      (await fire(world, one, { request_id: 'early', expects: { from: runs(one), hold_tag: TAG } })).lines,
    ).toMatchObject([{ outcomes: [{ code: 'on_hold' }] }]);
    at(14 * 60);
    const later = await fire(world, one, {
      request_id: 'later',
      expects: { from: runs(one), hold_tag: TAG },
    });
    expect(later.lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('tags are of no matter where none is asked for', async () => {
    tagged(one, dayAfter(2));
    expect((await ask({ from: runs(one) })).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('nothing is looked at where nothing is expected', async () => {
    tagged(one, dayAfter(2));
    expect((await fire(world, one)).lines).toMatchObject([{ status: 'accepted' }]);
    expect(
      world.cloud.received.filter(({ method, service }) => method === 'GET' && service !== 'iam'),
    ).toEqual([]);
  });
});

test('what was asked for is there already: it is done, whatever was expected', async () => {
  instanceFor(patched).patch_available = false;
  tagged(patched, dayAfter(2));
  const ran = await fire(world, patched, { expects: { from: '0.1', hold_tag: TAG } });
  expect(ran.lines).toMatchObject([{ status: 'accepted', outcomes: [{ verdict: 'already_done' }] }]);
  expect(sent()).toBe(0);
});

test('of several targets each is held to it', async () => {
  const [first = '', second = ''] = patch.targets;
  const third = addInstance(world, patch, `${'c'.repeat(32)}in13`);
  const expects = { from: runs(patched), hold_tag: TAG };
  Object.assign(world.cloud.state.instances.get(second) ?? {}, { version: OTHER });
  world.cloud.state.instances.get(third)?.tags.push({ key: TAG, value: dayAfter(2) });
  const ran = await fire(world, patch, { instance_ids: [first, second, third], expects });
  expect(ran.lines).toMatchObject([
    {
      status: 'partial',
      outcomes: [
        { target: first, verdict: 'accepted' },
        { target: second, code: 'drifted' },
        { target: third, code: 'on_hold' },
      ],
    },
  ]);
  expect(world.submissions(patch).map((body) => JSON.parse(body).instance_ids)).toEqual([[first]]);
});

test.each([
  ['a GeminiDB instance', patched, 'listInstanceTags'],
  ['the instance of a proxy', proxied, undefined],
])('%s whose tags cannot be read waits', async (_, one, call) => {
  if (call) {
    world.cloud.faults.decide = (request) =>
      request.call === call ? { kind: 'status', status: 503 } : undefined;
  } else instanceFor(one).missing = ['tags'];
  const ran = await fire(world, one, { expects: { from: runs(one), hold_tag: TAG } });
  expect(ran.lines).toMatchObject([
    { status: 'held', outcomes: [{ reason: expect.stringContaining('could not be read: its tags') }] },
  ]);
  expect(sent()).toBe(0);
});

test('hot patches that are shown in another form keep a target waiting', async () => {
  const [target = ''] = plugged.targets;
  const datastore = {
    type: 'GaussDB',
    version: 'V2.0-8.103',
    hotfix_version_infos: [{ version: 'V2.0-8.103.0.1' }, { version: 7 }],
  };
  const instances = [{ id: target, status: 'ACTIVE', datastore }];
  world.cloud.faults.decide = ({ call }) =>
    call === LISTING.gaussdb ? { kind: 'wrong-shape', body: { instances, total_count: 1 } } : undefined;
  const ran = await fire(world, plugged, { expects: { from: '8.103 8.103.0.1' } });
  expect(ran.lines).toMatchObject([
    { status: 'held', outcomes: [{ reason: expect.stringContaining('could not be read: its version') }] },
  ]);
});
