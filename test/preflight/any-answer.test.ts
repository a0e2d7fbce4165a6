import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../functions/catalog.ts';
import type { Answers } from '../../shared/terms/lookup.ts';
import { each } from './world.ts';

/** What the reads before a submission answer when all is well, in the shapes of contract §2 to §7. */
const HEALTHY: Readonly<Record<string, (id: string) => Answers>> = {
  'install-kernel-plugin': (id) => ({
    instances: [{ id, status: 'ACTIVE' }],
    plugins: [{ plugin_name: 'postgis', installed: false, port: '', plugin_version: '' }],
  }),
  'schedule-hotfix-upgrade': (id) => ({
    instances: [
      {
        id,
        status: 'ACTIVE',
        datastore: { type: 'GaussDB', version: '3.208.0', hotfix_versions: '3.208.0.5' },
      },
    ],
    candidates: { hotfix_upgrade_candidate_versions: ['3.208.0.6', '3.208.0.7'] },
  }),
  'upgrade-proxy-version': (id) => ({
    instances: [{ id: '517ea793ab91438cbfcd9c4b1c958b1ein07', status: 'ACTIVE' }],
    proxies: [{ proxy: { pool_id: id, status: 'ACTIVE' } }],
    version: { current_version: '2.23.12.000', latest_version: '2.24.03.000', can_upgrade: true },
  }),
  'patch-databases': (id) => ({
    instances: [
      {
        id,
        status: 'normal',
        actions: [],
        datastore: { type: 'influxdb', version: '1.7', patch_available: true },
        groups: [{ nodes: [{}, {}, {}] }],
      },
    ],
  }),
};

const rows = each.map(({ name, one }) => {
  const operation = catalog.find((other) => other.name === name);
  if (!operation) throw new Error(`no ${name}`);
  const { project_id: _, ...fields } = one.intent;
  const request = operation.request.parse({
    ...fields,
    ...('start_time' in fields && { start_time: 'PT2H' }),
  });
  const [target = ''] = one.targets;
  return { name, operation, request, target, healthy: HEALTHY[name]?.(target) ?? {} };
});

/** A value with some of its fields or items gone, or turned into something else. */
const damaged = (value: unknown): fc.Arbitrary<unknown> => {
  const gone = fc.constantFrom<unknown>(undefined, null, {}, [], 7);
  if (Array.isArray(value)) return fc.oneof({ weight: 4, arbitrary: fc.tuple(...value.map(damaged)) }, gone);
  if (typeof value !== 'object' || value === null)
    return fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, gone);
  const fields = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, damaged(inner)]));
  return fc.oneof({ weight: 8, arbitrary: fc.record(fields, { requiredKeys: [] }) }, gone);
};

describe.each(rows)('$name', ({ operation: { preflight, state }, request, target, healthy }) => {
  test('finds nothing wrong, and leaves nothing unchecked, where all is well', () => {
    expect(preflight.check(healthy, request, target)).toEqual({ unchecked: [], at_rest: true });
    expect(state.read(healthy, request, target)).toMatchObject({ promised: false });
  });

  test('finds nothing wrong where nothing could be read, and says that it was not', () => {
    for (const answers of [{}, Object.fromEntries(Object.keys(healthy).map((name) => [name, undefined]))]) {
      const { unchecked, ...found } = preflight.check(answers, request, target);
      expect(found).toEqual({ at_rest: false });
      expect(unchecked.length).toBeGreaterThan(0);
      expect(state.read(answers, request, target)).toBeUndefined();
    }
  });

  test('whatever is missing or unreadable never stops a submission', () => {
    fc.assert(
      fc.property(damaged(healthy), (answers) => {
        if (typeof answers !== 'object' || answers === null) return;
        const { misfit, unchecked } = preflight.check(answers as Answers, request, target);
        // An empty list is complete: then the instance or proxy is not there.
        const empty = Object.values(answers).some((answer) => Array.isArray(answer) && answer.length === 0);
        const listed = JSON.stringify(answers).includes('versions":[]');
        if (!empty && !listed) expect([misfit, answers]).toEqual([undefined, answers]);
        expect(Array.isArray(unchecked)).toBe(true);
        state.read(answers as Answers, request, target);
        preflight.takes?.(answers as Answers, target);
      }),
      { numRuns: 3000 },
    );
  });

  test('nothing that a cloud could answer throws', () => {
    const names = Object.keys(healthy);
    fc.assert(
      fc.property(fc.record(Object.fromEntries(names.map((name) => [name, fc.anything()]))), (answers) => {
        preflight.check(answers, request, target);
        state.read(answers, request, target);
        preflight.takes?.(answers, target);
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  ['V2.0-3.208.0.6', 'V2.0-3.208.0.7'],
  ['3.208.0.6', 'latest'],
])('versions in another spelling, %s and %s, are not compared', (...spelled) => {
  const row = rows.find(({ name }) => name === 'schedule-hotfix-upgrade');
  if (!row) throw new Error('no hotfix');
  const { operation, request, target, healthy } = row;
  const offered = { ...healthy, candidates: { hotfix_upgrade_candidate_versions: spelled } };
  expect(operation.preflight.check(offered, request, target)).toEqual({
    unchecked: ['candidate hot patches'],
    at_rest: true,
  });
  const installed = { instances: [{ id: target, datastore: { hotfix_versions: spelled.join(', ') } }] };
  expect(operation.state.read(installed, request, target)).toBeUndefined();
});
