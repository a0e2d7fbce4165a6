import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { each, hotfix, operationsWith, patch } from '../world/cases.ts';
import { at, MINUTE } from '../world/clock.ts';
import { triggers } from '../world/triggers.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { addInstance, expectNothingSent, fire, hotfixed, instanceOf, patched, proxied } from './looked-at.ts';

const HELD_UNSEEN = await operationsWith('heldUnseen');

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { PREFLIGHT: 'on' } });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const [FIRST = '', SECOND = ''] = patch.targets;
const THIRD = `${'c'.repeat(32)}in13`;
const FOURTH = `${'d'.repeat(32)}in13`;
const change = (id: string, drift: object) => world.cloud.state.change(id, drift);
const sent = (one = patch) => world.submissions(one).map((body) => JSON.parse(body).instance_ids);

describe('a batch of which some do not fit', () => {
  const instance_ids = [FIRST, SECOND, THIRD, FOURTH];
  beforeEach(() => {
    change(FIRST, { actions: ['BACKUP'] });
    change(SECOND, { status: 'frozen' });
    addInstance(world, patch, THIRD, { patch_available: false });
    addInstance(world, patch, FOURTH);
  });

  test('sends the rest, and tells of each what became of it', async () => {
    const ran = await fire(world, patch, { instance_ids });
    expect(ran).toMatchObject({ again: false, dead: [] });
    expect(ran.lines).toMatchObject([{ status: 'partial', next_try: expect.any(String) }]);
    const outcomes = Object.fromEntries((ran.lines[0]?.outcomes ?? []).map((one) => [one.target, one]));
    expect(outcomes).toMatchObject({
      [FIRST]: { verdict: 'rejected', code: 'preflight', retry: true },
      [SECOND]: { verdict: 'rejected', code: 'preflight', hint: expect.stringContaining('frozen') },
      [THIRD]: { verdict: 'already_done', code: 'preflight' },
      [FOURTH]: { verdict: 'accepted', job_id: expect.any(String) },
    });
    expect(ran.lines[0]?.outcomes).toHaveLength(4);
    expect(sent()).toEqual([[FOURTH]]);
    expect(world.cloud.accepted.map(({ target }) => target)).toEqual([FOURTH]);
  });

  test('tries again what is busy, alone, and then hands the refusal over once', async () => {
    await fire(world, patch, { instance_ids });
    change(FIRST, { actions: [] });
    at(3);
    const ran = await world.resume(patch.operation);
    expect(ran.lines).toMatchObject([{ status: 'partial', hand_over: 'pending' }]);
    expect(ran.lines[0]?.outcomes.map(({ verdict }) => verdict)).toEqual([
      'accepted',
      'rejected',
      'already_done',
      'accepted',
    ]);
    expect(ran.dead).toMatchObject([{ attributes: { status: 'partial', code: 'preflight' } }]);
    expect(sent()).toEqual([[FOURTH], [FIRST]]);
    at(30);
    expect((await world.resume(patch.operation)).lines).toEqual([]);
  });

  test('keeps what each that is sent showed before, and asks for one page for all', async () => {
    await fire(world, patch, { instance_ids });
    expect(world.cloud.reads()).toEqual({ 'geminidb listInstances': 1 });
    const { baselines, jobs } = (await world.entry('r')) ?? {};
    expect(baselines?.[FOURTH]).toEqual({ shows: 'influxdb 1.7 with a patch waiting', promised: false });
    expect(jobs).toHaveLength(1);
  });

  test('in a project of very many instances reads each by its id, and misses none', async () => {
    for (let n = 0; n < 400; n++) addInstance(world, patch, `${`${n}`.padStart(32, 'e')}in13`);
    const unknown = `${'f'.repeat(32)}in13`;
    const ran = await fire(world, patch, { instance_ids: [FIRST, unknown, FOURTH] });
    expect(world.cloud.reads()).toEqual({ 'geminidb listInstances': 1 + 3 });
    const page = { limit: '100', offset: '0' };
    expect(world.cloud.received.filter(({ call }) => call === 'listInstances')).toMatchObject([
      { query: page },
      ...[FIRST, unknown, FOURTH].map((id) => ({ query: { ...page, id } })),
    ]);
    const outcomes = Object.fromEntries((ran.lines[0]?.outcomes ?? []).map((one) => [one.target, one]));
    expect(outcomes).toMatchObject({
      [FIRST]: { verdict: 'rejected', code: 'preflight', reason: expect.stringContaining('BACKUP') },
      [unknown]: { verdict: 'rejected', code: 'preflight', reason: expect.stringContaining('no instance') },
      [FOURTH]: { verdict: 'accepted' },
    });
    expect(sent()).toEqual([[FOURTH]]);
  });

  test('in such a project sends unchecked only what could not be read by its id', async () => {
    for (let n = 0; n < 400; n++) addInstance(world, patch, `${`${n}`.padStart(32, 'e')}in13`);
    const unknown = `${'f'.repeat(32)}in13`;
    let reads = 0;
    world.cloud.faults.decide = ({ call }) =>
      call === 'listInstances' && ++reads === 3 ? { kind: 'html' } : undefined;
    const ran = await fire(world, patch, { instance_ids: [SECOND, FOURTH, unknown] });
    world.cloud.faults.clear();
    expect(world.cloud.reads()).toEqual({ 'geminidb listInstances': 1 + 3 });
    // Frozen is what was seen; that an instance is none cannot be told where one was not read.
    expect(sent()).toEqual([[FOURTH, unknown]]);
    expect(ran.lines[0]?.unchecked).toMatchObject({
      [FOURTH]: expect.arrayContaining(['instance']),
      [unknown]: expect.arrayContaining(['instance']),
    });
    expect(ran.lines[0]?.unchecked).not.toHaveProperty(SECOND);
  });

  test('in such a project reads the list once more, not once an id, where ids are not heeded', async () => {
    const ids = Array.from({ length: 400 }, (_, n) => `${`${n}`.padStart(32, 'e')}in13`);
    const instances = [FIRST, SECOND, ...ids].map((id) => ({
      id,
      status: id === SECOND ? 'frozen' : 'normal',
      actions: [],
    }));
    let pages = 0;
    world.cloud.faults.decide = ({ call }) => {
      if (call !== 'listInstances') return undefined;
      pages++;
      // Whatever id it asks for, the cloud answers with the page.
      const from = Number(world.cloud.received.at(-1)?.query.offset ?? 0);
      const body = { instances: instances.slice(from, from + 100), total_count: instances.length };
      return { kind: 'wrong-shape', body };
    };
    const ran = await fire(world, patch, { instance_ids: [FIRST, SECOND] });
    world.cloud.faults.clear();
    expect(pages).toBe(1 + 5);
    expect(sent()).toEqual([[FIRST]]);
    expect(ran.lines[0]?.outcomes).toMatchObject([{ target: FIRST }, { target: SECOND, code: 'preflight' }]);
  });

  test('of which none fits sends nothing', async () => {
    const ran = await fire(world, patch, { instance_ids: [FIRST, SECOND, THIRD] });
    expectNothingSent(world);
    expect(ran.lines).toMatchObject([{ status: 'partial', next_try: expect.any(String) }]);
  });

  test('in a dry run is told as it would be, and only the rest would be sent', async () => {
    const ran = await fire(world, patch, { instance_ids, dry_run: true });
    expect(ran).toMatchObject({ again: false, dead: [] });
    expect(ran.lines).toMatchObject([
      {
        status: 'dry_run',
        calls: [{ method: 'POST', url: expect.stringMatching(/db-upgrade$/) }],
      },
    ]);
    const [report] = ran.lines;
    const calls = (report?.calls ?? []) as { body: string }[];
    expect(calls.map(({ body }) => JSON.parse(body))).toEqual([{ instance_ids: [FOURTH] }]);
    const outcomes = Object.fromEntries((report?.outcomes ?? []).map((one) => [one.target, one]));
    expect(outcomes).toMatchObject({
      [FIRST]: { verdict: 'rejected', retry: true },
      [SECOND]: { verdict: 'rejected' },
      [THIRD]: { verdict: 'already_done' },
      [FOURTH]: { verdict: 'not_sent', code: 'dry_run', reason: 'dry run: nothing was sent' },
    });
    expectNothingSent(world);
    expect(await world.items()).toEqual([]);
  });

  test('of a hotfix: one instance is not offered the versions, the other gets them', async () => {
    const [one = '', other = ''] = hotfix.targets;
    change(one, { hotfix_candidates: [] });
    const ran = await fire(world, hotfix);
    expect(ran.lines).toMatchObject([{ status: 'partial', hand_over: 'pending' }]);
    expect(sent(hotfix)).toEqual([[other]]);
    expect(world.cloud.accepted.map(({ target }) => target)).toEqual([other]);
  });
});

describe('a dry run', () => {
  test.each(each)(
    'reads what a submission would, and names what it could not read ($name)',
    async ({ one }) => {
      const dry = await fire(world, one, { dry_run: true });
      const reads = world.cloud.reads();
      expect(dry.lines[0]?.outcomes).toMatchObject([
        { verdict: 'not_sent', reason: 'dry run: nothing was sent' },
      ]);
      world.cloud.received.length = 0;
      world.cloud.faults.decide = ({ call }) =>
        /^list(GaussMySql|Database)?Instances$/.test(call) ? { kind: 'html' } : undefined;
      const blind = await fire(world, one, { dry_run: true });
      expect(blind.lines[0]?.outcomes[0]?.reason).toMatch(
        /^dry run: nothing was sent; not checked: instance/,
      );
      expectNothingSent(world);
      world.cloud.faults.clear();
      world.cloud.received.length = 0;
      await fire(world, one);
      expect(world.cloud.reads()).toEqual(reads);
    },
  );

  test('of two engines takes neither for a misfit: they go in calls of their own', async () => {
    const redis = addInstance(world, patch, `${'e'.repeat(32)}in12`);
    const ran = await fire(world, patch, { instance_ids: [FIRST, redis], dry_run: true });
    expect(ran.lines[0]?.outcomes.map(({ code }) => code)).toEqual(['dry_run', 'dry_run']);
    expect(ran.lines[0]?.calls).toHaveLength(2);
  });

  test('of which nothing would be sent shows no call', async () => {
    change(FIRST, { patch_available: false });
    const ran = await fire(world, patched, { dry_run: true });
    expect(ran.lines).toMatchObject([
      { status: 'dry_run', calls: [], outcomes: [{ verdict: 'already_done' }] },
    ]);
  });
});

test.each(each)('PREFLIGHT=off reads nothing before it sends ($name)', async ({ one }) => {
  world.set({ PREFLIGHT: 'off' });
  world.cloud.state.change(instanceOf(one), { plugins: ['postgis'], patch_available: false });
  const ran = await fire(world, one);
  expect(ran.lines).toMatchObject([{ status: 'accepted' }]);
  expect(ran.lines[0]).not.toHaveProperty('unchecked');
  expect(world.cloud.reads()).toEqual({});
  expect(await world.entry('r')).not.toHaveProperty('baselines');
});

describe('what is read', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => addInstance(world, patch, `${String(n).padStart(32, 'f')}in13`));

  test('is one page of a hundred for the ten of a call', async () => {
    const ids = many(98);
    const ran = await fire(world, patch, { instance_ids: ids.slice(0, 10) });
    expect(ran.lines[0]?.outcomes.map(({ verdict }) => verdict)).toEqual(
      ids.slice(0, 10).map(() => 'accepted'),
    );
    // A page that is full might not be the last.
    expect(world.cloud.reads()).toEqual({ 'geminidb listInstances': 2 });
    expect(sent()).toEqual([ids.slice(0, 10)]);
  });

  test('is one page for one instance, however many there are', async () => {
    many(250);
    await fire(world, patched);
    expect(world.cloud.reads()).toEqual({ 'geminidb listInstances': 1 });
  });

  test('is the whole list, where that takes fewer pages than ids asked for one by one', async () => {
    const ids = many(250);
    const last = [ids[0] ?? '', ids[100] ?? '', ids[249] ?? ''];
    const ran = await fire(world, patch, { instance_ids: last });
    expect(ran.lines).toMatchObject([{ status: 'accepted' }]);
    expect(ran.lines[0]).not.toHaveProperty('unchecked');
    // By their ids it would be one more.
    expect(world.cloud.reads()).toEqual({ 'geminidb listInstances': 3 });
  });

  test.each(each)('is nothing for a duplicate, or for what is expired ($name)', async ({ one }) => {
    await fire(world, one);
    world.cloud.received.length = 0;
    expect((await fire(world, one)).lines).toMatchObject([{ status: 'duplicate' }]);
    at(25 * 60);
    const late = world.mail(
      one.operation,
      { ...one.intent, request_id: 'late' },
      { sent: Date.now() - 25 * 60 * MINUTE },
    );
    expect((await world.service.invoke(one.operation, late)).lines).toMatchObject([{ status: 'expired' }]);
    expect(world.cloud.reads()).toEqual({});
  });
});

describe('slow reads', () => {
  test('leave the time that the submission needs', async () => {
    // 15 s for the call and 5 s on top; four reads, made at once, take 13 s of the minute.
    const reads = () => world.cloud.received.filter(({ method }) => method === 'GET').length;
    const remaining = () => 60_000 - 13_000 * Math.floor(reads() / 4);
    const ids = Array.from({ length: 12 }, (_, n) =>
      addInstance(world, hotfix, `${'a'.repeat(30)}${10 + n}in14`),
    );
    const ran = await fire(world, hotfix, { instance_ids: ids }, remaining);
    expect(ran.lines).toMatchObject([{ status: 'accepted' }]);
    expect(world.cloud.accepted).toHaveLength(12);
    expect(reads()).toBeGreaterThan(7);
    expect(reads()).toBeLessThanOrEqual(12);
    expect(Object.keys(ran.lines[0]?.unchecked ?? {})).toHaveLength(12 - (reads() - 1));
  });

  // As long as a read takes at most, and what the submission needs after it.
  const BOTH_NEED = 15_000 + 20_000;

  test.each(each)('are not begun when there is time for the submission alone ($name)', async ({ one }) => {
    const ran = await fire(world, one, {}, BOTH_NEED - 1);
    const status = HELD_UNSEEN.has(one.operation) ? 'held' : 'accepted';
    expect(ran.lines).toMatchObject([{ status, unchecked: expect.any(Object) }]);
    expect(world.cloud.reads()).toEqual({});
  });

  test.each(each)('are begun as long as there is time for both ($name)', async ({ one }) => {
    const ran = await fire(world, one, {}, BOTH_NEED);
    expect(ran.lines).toMatchObject([{ status: 'accepted' }]);
    expect(world.cloud.reads()).not.toEqual({});
  });
});

describe('what was there before', () => {
  const baseline = async () => (await world.entry('r'))?.baselines?.[FIRST]?.shows;

  test('a try that may have begun stays what it was before that try', async () => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'cut-before' } });
    expect((await fire(world, patched)).lines).toMatchObject([{ status: 'unknown' }]);
    expect(await baseline()).toBe('influxdb 1.7 with a patch waiting');
    change(FIRST, { version: '1.8' });
    at(12);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted', attempt: 2 }]);
    expect(await baseline()).toBe('influxdb 1.7 with a patch waiting');
  });

  test('a try that certainly began nothing is read anew', async () => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'busy' } });
    await fire(world, patched);
    expect(await baseline()).toBe('influxdb 1.7 with a patch waiting');
    change(FIRST, { version: '1.8' });
    at(3);
    await world.resume(patch.operation);
    expect(await baseline()).toBe('influxdb 1.8 with a patch waiting');
  });

  test('a try whose reads fail is not what was there before an earlier one', async () => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'busy' } });
    await fire(world, patched);
    world.cloud.faults.decide = ({ call }) => (call === 'listInstances' ? { kind: 'html' } : undefined);
    at(3);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted' }]);
    expect(await baseline()).toBeUndefined();
  });
});

test('preflight that is turned off meanwhile leaves no baseline of an earlier try', async () => {
  world.cloud.faults.add({ call: patch.call, fault: { kind: 'busy' } });
  await fire(world, patched);
  world.set({ PREFLIGHT: 'off' });
  at(3);
  await world.resume(patch.operation);
  expect(await world.entry('r')).not.toHaveProperty('baselines');
});

describe('without a ledger', () => {
  beforeEach(() => world.set({ LEDGER_TABLE: undefined }));

  test.each(triggers)('some are stopped, the rest is sent (%s)', async (way) => {
    change(SECOND, { status: 'frozen' });
    addInstance(world, patch, THIRD, { patch_available: false });
    const intent = { ...patch.intent, instance_ids: [FIRST, SECOND, THIRD] };
    const ran = await world.service.fire(way, patch.operation, intent);
    expect(ran.lines).toMatchObject([{ status: 'partial' }]);
    const verdicts = (ran.lines[0]?.outcomes ?? []).map(({ target, verdict }) => [target, verdict]);
    expect(Object.fromEntries(verdicts)).toEqual({
      [FIRST]: 'accepted',
      [SECOND]: 'rejected',
      [THIRD]: 'already_done',
    });
    expect(sent()).toEqual([[FIRST]]);
    expect(ran.dead).toHaveLength(1);
  });

  test('what is busy is handed back whole, and nothing is sent', async () => {
    change(FIRST, { actions: ['BACKUP'] });
    const ran = await fire(world, patched);
    expect(ran).toMatchObject({ again: true, dead: [] });
    expect(ran.lines[0]?.outcomes).toMatchObject([{ verdict: 'rejected', retry: true, code: 'preflight' }]);
    expectNothingSent(world);
  });

  test.each(each)('what is refused is dead-lettered, and nothing is sent ($name)', async ({ one }) => {
    change(instanceOf(one), { status: 'frozen' });
    const ran = await fire(world, one);
    expect(ran.lines).toMatchObject([{ status: 'rejected' }]);
    expect(ran.dead).toHaveLength(1);
    expectNothingSent(world);
  });

  test('what is done already is told so', async () => {
    world.cloud.state.change(proxied.targets[0] ?? '', { version: '2.24.03.000' });
    const ran = await fire(world, proxied);
    expect(ran).toMatchObject({ again: false, dead: [], lines: [{ status: 'accepted' }] });
    expectNothingSent(world);
  });

  test('what was not looked at is named', async () => {
    world.cloud.faults.decide = ({ call }) =>
      call === 'showUpgradeCandidateVersions' ? { kind: 'html' } : undefined;
    const ran = await fire(world, hotfixed);
    expect(ran.lines).toMatchObject([
      { status: 'accepted', unchecked: { [hotfixed.targets[0] ?? '']: ['candidate hot patches'] } },
    ]);
  });
});
