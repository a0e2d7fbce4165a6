import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Answers } from '../../shared/terms/lookup.ts';
import { casesOf, each, operationOf, requestOf } from '../world/cases.ts';
import { START } from '../world/clock.ts';

const rows = await Promise.all(
  each.map(async ({ name, one }) => {
    const [target = ''] = one.targets;
    const { healthy, heldUnseen } = await casesOf(name);
    const operation = operationOf(one);
    return { name, operation, request: requestOf(one, START), target, healthy: healthy(target), heldUnseen };
  }),
);

/** A value with some of its fields or items gone, or turned into something else. */
const damaged = (value: unknown): fc.Arbitrary<unknown> => {
  const gone = fc.constantFrom<unknown>(undefined, null, {}, [], 7);
  if (Array.isArray(value)) return fc.oneof({ weight: 4, arbitrary: fc.tuple(...value.map(damaged)) }, gone);
  if (typeof value !== 'object' || value === null)
    return fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, gone);
  const fields = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, damaged(inner)]));
  return fc.oneof({ weight: 8, arbitrary: fc.record(fields, { requiredKeys: [] }) }, gone);
};

describe.each(rows)('$name', ({ operation: { preflight, state }, request, target, healthy, heldUnseen }) => {
  test('finds nothing wrong, and leaves nothing unchecked, where all is well', () => {
    expect(preflight.check(healthy, request, target)).toEqual({ unchecked: [], at_rest: true });
    expect(state.read(healthy, request, target)).toMatchObject({ promised: false });
  });

  test('finds nothing wrong where nothing could be read, and says that it was not', () => {
    for (const answers of [{}, Object.fromEntries(Object.keys(healthy).map((name) => [name, undefined]))]) {
      const { unchecked, ...found } = preflight.check(answers, request, target);
      expect(found).toEqual({ at_rest: false, ...(heldUnseen && { doubt: expect.any(Object) }) });
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
        preflight.least_ms?.(answers as Answers, target);
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
        preflight.least_ms?.(answers, target);
      }),
      { numRuns: 500 },
    );
  });
});

test('versions behind the prefix of v3.1 and v3.3 are those without it', () => {
  const row = rows.find(({ name }) => name === 'schedule-hotfix-upgrade');
  if (!row) throw new Error('no hotfix');
  const { operation, request, target, healthy } = row;
  const spelled = ['V2.0-3.208.0.6', 'V2.0-3.208.0.7'];
  const offered = { ...healthy, candidates: { hotfix_upgrade_candidate_versions: spelled } };
  expect(operation.preflight.check(offered, request, target)).toEqual({ unchecked: [], at_rest: true });
  const hotfix_version_infos = spelled.map((version) => ({ version, upgrade_finished_time: '' }));
  const installed = (infos: unknown) => ({
    instances: [{ id: target, datastore: { hotfix_version_infos: infos } }],
  });
  expect(operation.state.read(installed(hotfix_version_infos), request, target)).toMatchObject({
    promised: true,
  });
  expect(operation.state.read(installed(null), request, target)).toMatchObject({ promised: false });
  // One that cannot be read may be the one.
  const [first] = hotfix_version_infos;
  expect(operation.state.read(installed([first, { version: 7 }]), request, target)).toBeUndefined();
});

test.each([
  ['V3-3.208.0.6', 'V3-3.208.0.7'],
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
