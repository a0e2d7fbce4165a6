import { describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../shared/settings/settings.ts';
import { faultsIn, idOf, operationNamed, read } from './intent-cases.ts';

const hotfix = {
  start_time: 'PT2H',
  upgrade_type: 'hotfix',
  upgrade_action: 'upgradeAutoCommit',
  target_version: '3.208.0.6',
};
const lists = [
  {
    operation: operationNamed('patch-databases'),
    rest: {},
    suffix: 'in13',
    others: ['in14', 'in07', 'in16'],
  },
  {
    operation: operationNamed('schedule-hotfix-upgrade'),
    rest: hotfix,
    suffix: 'in14',
    others: ['in07', 'in13'],
  },
];
const many = (count: number, suffix: string) => Array.from({ length: count }, (_, n) => idOf(n, suffix));

describe.each(lists)('$operation.name', ({ operation, rest, suffix, others }) => {
  const faults = (instance_ids: unknown, env?: ReturnType<typeof loadSettings>) =>
    faultsIn(operation, { ...rest, instance_ids }, env);

  test('100 targets are the most by default', () => {
    expect(read(operation, { ...rest, instance_ids: many(100, suffix) }).targets).toHaveLength(100);
    expect(faults(many(101, suffix))).toEqual([
      { path: '', message: 'expected at most 100 targets an intent (MAX_TARGETS), got 101' },
    ]);
  });

  test('MAX_TARGETS moves that', () => {
    const env = loadSettings({
      HW_REGION_NAME: 'cn-north-4',
      HW_PROJECT_ID: '0'.repeat(32),
      MAX_TARGETS: '200',
    });
    expect(faults(many(200, suffix), env)).toEqual([]);
    expect(faults(many(201, suffix), env)).toHaveLength(1);
  });

  test('there is at least one', () => {
    expect(faults([])).toEqual([
      { path: 'instance_ids', message: 'expected at least one instance id, got an array of 0' },
    ]);
  });

  test('each is named once, letter case aside', () => {
    const id = `${'ab'.repeat(16)}${suffix}`;
    const again = `${'AB'.repeat(16)}${suffix}`;
    expect(faults([id, idOf(1, suffix), id])).toEqual([
      { path: 'instance_ids[2]', message: `expected each id once, got "${id}"` },
    ]);
    expect(faults([id, again])).toEqual([
      { path: 'instance_ids[1]', message: `expected each id once, got "${again}"` },
    ]);
  });

  test.each(others)("another service's id (%s) is named with its place", (other) => {
    expect(faults([idOf(1, suffix), idOf(2, other)])).toEqual([
      {
        path: 'instance_ids[1]',
        message: expect.stringMatching(/^expected a .+; the suffix says .+, got ".+"$/),
      },
    ]);
  });

  test.each([
    ['a Cyrillic а', `${'0'.repeat(31)}\u0430`],
    ['a full-width digit', `${'0'.repeat(31)}\uff10`],
    ['an Arabic digit', `${'0'.repeat(31)}\u0660`],
    ['a Kelvin sign for a K', `${'0'.repeat(31)}\u212a`],
    ['a zero-width space', `${'0'.repeat(31)}\u200b`],
    ['a combining mark', `${'0'.repeat(31)}\u0301`],
  ])('an id with %s is refused', (_, body) => {
    expect(faults([`${body}${suffix}`]).map(({ path }) => path)).toContain('instance_ids[0]');
  });

  test.each([
    ['a text', idOf(1, 'in13')],
    ['an object', { 0: idOf(1, 'in13'), length: 1 }],
  ])('%s is no list', (_, value) => {
    expect(faults(value)).toEqual([
      { path: 'instance_ids', message: expect.stringMatching(/^expected array, got /) },
    ]);
  });
});
