import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FleetTable } from '../../../shared/platform/fleet-ports.ts';
import { patch } from '../../world/cases.ts';
import { at, MINUTE, START } from '../../world/clock.ts';
import { type LedgerWorld, startWorld } from '../../world/world.ts';
import { FLEET, fill, held, PROJECT, survey } from './survey-world.ts';

let world: LedgerWorld;
let table: FleetTable;
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { READS_A_MINUTE: '6000' } });
});
beforeEach(async () => {
  await world.reset();
  table = await world.fleetTable();
  fill(world, 0);
});
afterAll(() => world.close());

const GAUSS = `${'a'.repeat(32)}in14`;
const GEMINI = `${'b'.repeat(32)}in06`;
const state = () => world.cloud.state;
const make = (id: string, service: 'gaussdb' | 'geminidb', more: object = {}, project_id = PROJECT) =>
  state().addInstance({ id, service, project_id, ...more });
const rowOf = async (id: string) => (await held(table)).rows.get(id);
const surveyAt = async (minutes: number, given = {}) => {
  at(minutes);
  await survey(given);
};
const since = (minutes: number) => START + minutes * MINUTE;

describe('since when something is offered', () => {
  test('a version counts from when it was first seen in its region, whatever instance or place sees it later', async () => {
    make(GAUSS, 'gaussdb', { hotfix_versions: [], hotfix_candidates: ['3.208.0.4'] });
    await surveyAt(0);
    const other = '2'.repeat(32);
    fill(world, 0, 'other', other);
    make(
      `${'c'.repeat(32)}in14`,
      'gaussdb',
      { hotfix_versions: [], hotfix_candidates: ['3.208.0.4', '3.208.0.5'] },
      other,
    );
    const places = [{ region: 'ap-southeast-1', project: other }];
    await surveyAt(90, { places });
    const row = (await held(table, places[0])).rows.get(`${'c'.repeat(32)}in14`);
    expect(row?.first_offered).toEqual({ '3.208.0.4': since(0), '3.208.0.5': since(90) });
    expect((await rowOf(GAUSS))?.first_offered).toEqual({ '3.208.0.4': since(0) });
  });

  test('a patch without a version counts by instance, and anew once it was not there', async () => {
    make(GEMINI, 'geminidb', { patch_available: true, engine: 'cassandra' });
    await surveyAt(0);
    await surveyAt(60);
    expect((await rowOf(GEMINI))?.first_offered).toEqual({ 'latest patch': since(0) });
    state().change(GEMINI, { patch_available: false });
    await surveyAt(120);
    expect((await rowOf(GEMINI))?.first_offered).toEqual({});
    state().change(GEMINI, { patch_available: true });
    await surveyAt(180);
    expect((await rowOf(GEMINI))?.first_offered).toEqual({ 'latest patch': since(180) });
  });

  test('what could not be read in between breaks nothing', async () => {
    make(GAUSS, 'gaussdb', { hotfix_versions: [], hotfix_candidates: ['3.208.0.4'] });
    make(GEMINI, 'geminidb', { patch_available: true, engine: 'cassandra' });
    await surveyAt(0);
    world.cloud.faults.decide = ({ call }) =>
      call === 'showUpgradeCandidateVersions' ? { kind: 'refuse', status: 500, body: {} } : undefined;
    const { patch_available: _, ...unshown } = state().instances.get(GEMINI) ?? {};
    state().instances.delete(GEMINI);
    make(GEMINI, 'geminidb', { ...unshown, patch_available: null });
    await surveyAt(60);
    const row = await rowOf(GAUSS);
    expect(row?.offered).toMatchObject([{ unread: expect.arrayContaining(['offered hot patches']) }]);
    expect(row?.first_offered).toEqual({ '3.208.0.4': since(0) });
    world.cloud.faults.clear();
    state().change(GEMINI, { patch_available: true });
    await surveyAt(120);
    expect((await rowOf(GAUSS))?.first_offered).toEqual({ '3.208.0.4': since(0) });
    expect((await rowOf(GEMINI))?.first_offered).toEqual({ 'latest patch': since(0) });
  });

  test('a row stands in the index of what is overdue from when it will be, by its fleets', async () => {
    make(GAUSS, 'gaussdb', {
      hotfix_versions: [],
      hotfix_candidates: ['3.208.0.4'],
      tags: [{ key: 'env', value: 'prod' }],
    });
    make(`${'d'.repeat(32)}in14`, 'gaussdb', {
      hotfix_versions: [],
      hotfix_candidates: ['3.208.0.4'],
      tags: [],
    });
    await surveyAt(0);
    const overdue = async (until: number) =>
      (await table.overdue(`ap-southeast-1#${PROJECT}`, until)).items.map(({ sk }) => sk);
    const patience = 45 * 24 * 60;
    expect(await overdue(since(patience))).toEqual([]);
    expect(await overdue(since(patience) + 1)).toEqual([GAUSS]);
    // A fleet that is more patient moves it, though nothing of the instance has changed.
    await surveyAt(60, { fleets: { monthly: { ...FLEET, overdue: 'P90D' } } });
    expect(await overdue(since(patience) + 1)).toEqual([]);
  });
});

describe('holds', () => {
  const hold = (value: string) => [{ key: 'upkeep-hold-until', value }];

  test('count from when their tag was first seen, whatever date it says since, and end with it', async () => {
    make(GAUSS, 'gaussdb', { tags: hold('2027-01-01') });
    await surveyAt(0);
    state().change(GAUSS, { tags: hold('2027-06-01') });
    await surveyAt(60);
    expect((await rowOf(GAUSS))?.holds).toEqual({
      'upkeep-hold-until': { value: '2027-06-01', first_seen: since(0) },
    });
    state().change(GAUSS, { tags: [] });
    await surveyAt(120);
    expect(await rowOf(GAUSS)).not.toHaveProperty('holds');
  });

  test('stay where the tags cannot be read', async () => {
    make(GEMINI, 'geminidb', { engine: 'cassandra', tags: hold('2027-01-01') });
    await surveyAt(0);
    expect((await rowOf(GEMINI))?.holds).toBeDefined();
    world.cloud.faults.decide = ({ call }) =>
      call === 'listInstancesByResourceTags' ? { kind: 'refuse', status: 403, body: {} } : undefined;
    await surveyAt(60);
    expect(await rowOf(GEMINI)).toMatchObject({
      unread: ['tags'],
      holds: { 'upkeep-hold-until': { value: '2027-01-01', first_seen: since(0) } },
    });
  });
});

describe('tags', () => {
  test('only those are kept that somebody asks for', async () => {
    const tags = ['env', 'owner', 'note', 'upkeep-hold-until'].map((key) => ({ key, value: 'x' }));
    make(GAUSS, 'gaussdb', { tags });
    await surveyAt(0);
    expect((await rowOf(GAUSS))?.tags).toEqual({ env: 'x', owner: 'x', 'upkeep-hold-until': 'x' });
  });

  test('those of never_together are asked for, whatever the fleets say, and the pass says which were', async () => {
    make(GAUSS, 'gaussdb', { tags: [{ key: 'app', value: 'orders' }] });
    await surveyAt(0, { never_together: ['tag:app'] });
    const { rows, heads } = await held(table);
    expect(rows.get(GAUSS)?.tags).toEqual({ app: 'orders' });
    expect(heads.get('gaussdb')?.complete?.asked).toEqual(['app', 'env', 'owner', 'upkeep-hold-until']);
  });

  test('that only a part of a pass asked for are not said to have been asked for', async () => {
    for (const nth of '123456') make(`${nth.repeat(32)}in14`, 'gaussdb');
    let reads = 0;
    world.cloud.faults.decide = ({ call }) => {
      if (call === 'showUpgradeCandidateVersions') reads += 1;
      return reads > 3 ? { kind: 'refuse', status: 429, body: {} } : undefined;
    };
    await surveyAt(0);
    expect((await held(table)).heads.get('gaussdb')).toMatchObject({ pass: { pages: expect.any(Number) } });
    world.cloud.faults.decide = () => undefined;
    await surveyAt(30, { never_together: ['tag:app'], now: true });
    const { complete } = (await held(table)).heads.get('gaussdb') ?? {};
    expect(complete?.started_at).toBe(since(0));
    expect(complete?.asked).toEqual(['env', 'owner', 'upkeep-hold-until']);
  });

  test('one key that cannot be read hides no other', async () => {
    make(GEMINI, 'geminidb', { engine: 'cassandra', tags: [{ key: 'env', value: 'prod' }] });
    world.cloud.faults.decide = ({ call, body }) =>
      call === 'listInstancesByResourceTags' && JSON.stringify(body).includes('owner')
        ? { kind: 'refuse', status: 403, body: {} }
        : undefined;
    await surveyAt(0);
    expect(await rowOf(GEMINI)).toMatchObject({ tags: { env: 'prod' }, unread: ['tags'] });
  });
});

test('how the last job ended comes from the ledger, and stays once that has forgotten', async () => {
  const [target = ''] = patch.targets;
  const project = String(patch.intent.project_id);
  const places = [{ region: 'ap-southeast-1', project }];
  // What stood there before is read, so that the end is proven.
  world.set({ PREFLIGHT: 'on' });
  state().change(target, { patch_available: true });
  await world.service.invoke(
    patch.operation,
    world.mail(patch.operation, { ...patch.intent, instance_ids: [target], request_id: 'one' }),
    MINUTE,
  );
  at(1);
  await survey({ places, now: true });
  const row = async () => (await held(table, places[0])).rows.get(target);
  expect(await row()).not.toHaveProperty('last_result');
  for (let minute = 2; minute < 120; minute += 10) {
    at(minute);
    await world.service.follow();
  }
  at(121);
  await survey({ places, now: true });
  const known = await row();
  expect(known?.last_result).toMatchObject({
    operation: patch.operation,
    request_id: 'one',
    end: 'succeeded',
  });
  expect(known?.last_success_at).toBe(known?.last_result?.at);
  at(122);
  await survey({ places, now: true });
  expect(await row()).toEqual(known);
  for (const { pk } of await world.items()) await world.remove(String(pk?.S));
  at(190);
  await survey({ places, now: true });
  expect(await row()).toMatchObject({
    last_result: known?.last_result,
    last_success_at: known?.last_success_at,
  });
});
