import { describe, expect, test } from '@jest/globals';
import { faultsIn, idOf, operationNamed, read } from './intent-cases.ts';

const operation = operationNamed('install-kernel-plugin');
const intent = (more: object) => ({
  instance_id: idOf(1, 'in14'),
  plugin_name: 'postgis',
  url: 'xxxx.obs.bucket1',
  sha_256: 'aB'.repeat(32),
  ...more,
});

test('the target of the report is the instance', () => {
  expect(read(operation, intent({})).targets).toEqual([idOf(1, 'in14')]);
});

test('the checksum goes out in the letter case it came in', () => {
  expect(read(operation, intent({})).fields).toMatchObject({ sha_256: 'aB'.repeat(32) });
});

describe.each([
  ['plugin_name', ['PostGIS', 'postgis ', 'postgıs', 'pоstgis', 'yukon']],
  ['sha_256', ['0'.repeat(63), '0'.repeat(65), 'g'.repeat(64), `${'0'.repeat(64)}\n`, '\uff10'.repeat(64)]],
  ['instance_id', [idOf(1, 'in07'), idOf(1, 'in13'), idOf(1, 'IN14'), idOf(1, 'in141')]],
])('%s', (path, wrong) => {
  test.each(wrong)('%j is refused', (value) => {
    const faults = faultsIn(operation, intent({ [path]: value }));
    expect(faults.map((fault) => fault.path)).toEqual(faults.map(() => path));
    expect(faults.length).toBeGreaterThan(0);
  });
});
