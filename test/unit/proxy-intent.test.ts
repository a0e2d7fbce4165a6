import { describe, expect, test } from '@jest/globals';
import { faultsIn, idOf, operationNamed, read } from './intent-cases.ts';

const operation = operationNamed('upgrade-proxy-version');
const intent = (more: object) => ({
  instance_id: idOf(1, 'in07'),
  proxy_id: idOf(2, 'po01'),
  source_version: '2.23.12.000',
  target_version: '2.24.03.000',
  ...more,
});

test('the target of the report is the proxy', () => {
  expect(read(operation, intent({})).targets).toEqual([idOf(2, 'po01')]);
});

describe('target_version', () => {
  test.each([
    ['the same', '2.23.12.000', '2.23.12.000'],
    ['the same with fewer zeros', '2.23.12.000', '2.23.12.0'],
    ['higher by the last number', '2.23.12.000', '2.23.12.001'],
    ['higher by number, lower by letter', '2.9.0.0', '2.10.0.0'],
  ])('%s is taken as written', (_, source_version, target_version) => {
    const { fields } = read(operation, intent({ source_version, target_version }));
    expect(fields).toMatchObject({ source_version, target_version });
  });

  test.each([
    ['2.24.03.000', '2.23.12.000'],
    ['2.23.12.001', '2.23.12.000'],
    ['2.10.0.0', '2.9.0.0'],
    ['3.0', '2.99.99.999'],
  ])('from %s down to %s is refused', (source_version, target_version) => {
    expect(faultsIn(operation, intent({ source_version, target_version }))).toEqual([
      {
        path: 'target_version',
        message: expect.stringContaining(
          `expected a version not lower than source_version ${source_version}, got "${target_version}"`,
        ),
      },
    ]);
  });
});

test.each([
  ['instance_id', idOf(1, 'in14'), /TaurusDB instance id; the suffix says GaussDB/],
  ['instance_id', idOf(1, 'in13'), /TaurusDB instance id; the suffix says GeminiDB/],
  ['instance_id', idOf(1, 'po01'), /TaurusDB instance id/],
  ['proxy_id', idOf(1, 'in07'), /proxy id/],
  ['proxy_id', idOf(1, 'pn01'), /proxy id/],
])('%s %s is refused', (path, value, message) => {
  expect(faultsIn(operation, intent({ [path]: value }))).toEqual([
    { path, message: expect.stringMatching(message) },
  ]);
});
