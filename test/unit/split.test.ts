import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { suffixOf } from '../../shared/huawei/ids.ts';
import { childrenOf } from '../../shared/submission/children.ts';
import { InvalidIntent } from '../../shared/terms/errors.ts';
import { chunksOf } from '../../shared/values/chunks.ts';
import { idOf, operationNamed, read } from './intent-cases.ts';

const hotfix = { start_time: 'PT2H', target_version: '3.208.0.6' };
const cases = [
  {
    operation: operationNamed('patch-databases'),
    rest: {},
    suffixes: ['in13', 'in12', 'in06', 'in02', ''],
    most: 10,
    engineOf: suffixOf,
  },
  {
    operation: operationNamed('schedule-hotfix-upgrade'),
    rest: hotfix,
    suffixes: ['in14', ''],
    most: 30,
    engineOf: () => 'any',
  },
];

describe.each(cases)('$operation.name', ({ operation, rest, suffixes, most, engineOf }) => {
  const ids = fc
    .uniqueArray(fc.tuple(fc.nat({ max: 99 }), fc.constantFrom(...suffixes)), {
      minLength: 1,
      maxLength: 95,
      selector: ([n, suffix]) => `${n}${suffix}`,
    })
    .map((list) => list.map(([n, suffix]) => idOf(n, suffix)));
  const intentOf = (instance_ids: string[], more: object = {}) =>
    read(operation, { ...rest, instance_ids, ...more });
  const fewest = (list: string[]) =>
    Object.values(Object.groupBy(list, engineOf)).reduce(
      (sum, engine = []) => sum + Math.ceil(engine.length / most),
      0,
    );

  test('every id goes out exactly once, in calls of one engine and size, and in no call more than needed', () => {
    fc.assert(
      fc.property(ids, (list) => {
        const intent = intentOf(list);
        const parts = operation.split?.(intent.fields) ?? [];
        const calls = parts.map((part) => operation.targets({ ...intent.fields, ...part }));
        expect(calls.flat().sort()).toEqual([...list].sort());
        expect(calls).toHaveLength(fewest(list));
        for (const call of calls) {
          expect(call.length).toBeGreaterThan(0);
          expect(call.length).toBeLessThanOrEqual(most);
          expect(new Set(call.map(engineOf)).size).toBe(1);
        }
      }),
    );
  });

  test('its parts are whole intents of one call, the same whenever it is split again', () => {
    fc.assert(
      fc.property(ids, (list) => {
        const intent = intentOf(list, { request_id: 'parent', change_id: 'CHG-1', not_after: 'PT3H' });
        const children = childrenOf(operation, intent);
        if (fewest(list) === 1) return expect(children).toEqual([]);
        expect(
          childrenOf(operation, intentOf(list, { request_id: 'parent' })).map((c) => c.request_id),
        ).toEqual(children.map((c) => c.request_id));
        expect(new Set(children.map((c) => c.request_id)).size).toBe(children.length);
        for (const child of children) {
          expect(child.request_id).toMatch(/^parent\/[0-9a-f]{12}$/);
          const { instance_ids, ...others } = child.intent;
          expect(others).toEqual({
            ...rest,
            change_id: 'CHG-1',
            not_after: 'PT3H',
            request_id: child.request_id,
          });
          expect(instance_ids).toEqual(child.targets);
          const again = read(operation, child.intent);
          expect(again).toMatchObject({ request_id: child.request_id, targets: child.targets });
          expect(childrenOf(operation, again)).toEqual([]);
        }
      }),
      { numRuns: 30 },
    );
  });

  test(`${most} of one engine are one call, one more is two`, () => {
    const list = Array.from({ length: most + 1 }, (_, n) => idOf(n, suffixes[0] ?? ''));
    expect(childrenOf(operation, intentOf(list.slice(1)))).toEqual([]);
    expect(childrenOf(operation, intentOf(list)).map(({ targets }) => targets.length)).toEqual([most, 1]);
  });

  test("a part's id depends on its ids alone, not on their order", () => {
    const engine = (count: number, suffix = '') => Array.from({ length: count }, (_, n) => idOf(n, suffix));
    const list = [...engine(most, suffixes[0]), idOf(200, suffixes[0] ?? '')];
    const swapped = list.with(0, list[1] ?? '').with(1, list[0] ?? '');
    const requestIds = (these: string[]) => childrenOf(operation, intentOf(these)).map((c) => c.request_id);
    expect(requestIds(swapped)).toEqual(requestIds(list));
    expect(requestIds(list.with(0, idOf(201, suffixes[0] ?? '')))[0]).not.toBe(requestIds(list)[0]);
  });

  test("a parent's request_id leaves room for the parts'", () => {
    const list = Array.from({ length: most + 1 }, (_, n) => idOf(n, suffixes[0] ?? ''));
    const split = (length: number) =>
      childrenOf(operation, intentOf(list, { request_id: 'x'.repeat(length) }));
    expect(split(243)[0]?.request_id).toHaveLength(256);
    expect(() => split(244)).toThrow(InvalidIntent);
    expect(() => split(244)).toThrow(/^request_id: expected at most 243 characters/);
  });
});

test('an operation of one target is never split', () => {
  for (const name of ['install-kernel-plugin', 'upgrade-proxy-version']) {
    expect(operationNamed(name).split).toBeUndefined();
  }
});

test('chunks keep order, fill up from the front and lose nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 12 }), (items, size) => {
      const chunks = chunksOf(items, size);
      expect(chunks.flat()).toEqual(items);
      expect(chunks).toHaveLength(Math.ceil(items.length / size));
      for (const chunk of chunks.slice(0, -1)) expect(chunk).toHaveLength(size);
    }),
  );
});
