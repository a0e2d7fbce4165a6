import { describe, expect, test } from '@jest/globals';
import { faultsIn, idOf, operationNamed, read } from './intent-cases.ts';

const operation = operationNamed('schedule-hotfix-upgrade');
const intent = (more: object) => ({
  instance_ids: [idOf(1, 'in14')],
  start_time: '2027-01-06T01:47:20+0000',
  target_version: '3.208.0.6',
  ...more,
});

describe('start_time', () => {
  test.each([
    ["the vendor's form", '2027-01-06T01:47:20+0800', '2027-01-06T01:47:20+0800'],
    ['RFC 3339 in UTC', '2027-01-06T01:47:20Z', '2027-01-06T01:47:20+0000'],
    ['RFC 3339 with an offset', '2027-01-06T01:47:20.5-03:30', '2027-01-06T01:47:20-0330'],
    ['a duration from the trigger', 'PT2H', '2026-11-21T21:11:35+0000'],
    ['a duration in days', 'P1DT1S', '2026-11-22T19:11:36+0000'],
  ])("%s is sent in the vendor's form", (_, start_time, sent) => {
    expect(read(operation, intent({ start_time })).fields).toMatchObject({ start_time: sent });
  });

  test.each([
    '1731738579000',
    '2027-01-06',
    '2027-01-06T01:47:20',
    '2027-02-29T01:47:20+0800',
    '2027-01-06T01:47:20+08',
    '2027-01-06 01:47:20 +0800',
    'tomorrow',
    'PT',
    '',
  ])('%j is refused', (start_time) => {
    expect(faultsIn(operation, intent({ start_time }))).toEqual([
      {
        path: 'start_time',
        message: expect.stringMatching(/^expected 2023-06-06T01:47:20\+0800, .*PT2H, got "/),
      },
    ]);
  });

  test('months are refused by their name', () => {
    expect(faultsIn(operation, intent({ start_time: 'P1M' }))).toEqual([
      { path: 'start_time', message: expect.stringMatching(/^months are not taken: .*, got "P1M"$/) },
    ]);
  });

  test('the time as written is kept beside', () => {
    expect(read(operation, intent({ start_time: 'PT2H' })).written).toMatchObject({ start_time: 'PT2H' });
  });

  test.each([
    ['a second before', -1000, false],
    ['at', 0, true],
    ['a second after', 1000, true],
  ])('%s its start it is too late: %d ms', (_, ms, late) => {
    const { fields } = read(operation, intent({ start_time: '2027-01-06T01:47:20+0800' }));
    const now = Date.parse('2027-01-05T17:47:20Z') + ms;
    expect(operation.tooLate?.(fields, now) !== undefined).toBe(late);
  });
});

describe('target_version', () => {
  test.each([
    ['one', '3.208.0.6', '3.208.0.6'],
    ['two in order', '3.208.0.6,3.208.0.7', '3.208.0.6,3.208.0.7'],
    ['out of order', '3.208.0.7,3.208.0.6', '3.208.0.6,3.208.0.7'],
    ['by number and not by letter', '3.208.0.10,3.208.0.9', '3.208.0.9,3.208.0.10'],
    ['of two kernels', '8.103.0.1,8.100.0.2,8.100.0.1', '8.100.0.1,8.100.0.2,8.103.0.1'],
    ['the sample of three parts', '8.103', '8.103'],
  ])('%s', (_, target_version, sent) => {
    expect(read(operation, intent({ target_version })).fields).toMatchObject({ target_version: sent });
  });

  test.each([
    ['a space behind the comma', '3.208.0.6, 3.208.0.7'],
    ['a comma at the end', '3.208.0.6,'],
    ['a comma at the start', ',3.208.0.6'],
    ['two commas', '3.208.0.6,,3.208.0.7'],
    ['a semicolon', '3.208.0.6;3.208.0.7'],
    ['a full-width comma', '3.208.0.6，3.208.0.7'],
    ['a prefix', 'V2.0-8.100.0'],
    ['the same twice', '3.208.0.6,3.208.0.6'],
    ['the same twice, written with a zero more', '3.208.0.6,3.208.0.06'],
    ['a line break', '3.208.0.6\n'],
    ['nothing', ''],
    ['more than 1024 characters', Array.from({ length: 200 }, (_, n) => `3.208.0.${n}`).join(',')],
  ])('with %s is refused', (_, target_version) => {
    const faults = faultsIn(operation, intent({ target_version }));
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) {
      expect(fault).toEqual({
        path: 'target_version',
        message: expect.stringMatching(/^expected .+, got "/s),
      });
    }
  });
});

describe.each([
  ['upgrade_type', 'hotfix', ['Hotfix', 'HOTFIX', 'grey', 'inplace', 'hotfix ', 'hоtfix']],
  [
    'upgrade_action',
    'upgradeAutoCommit',
    ['upgradeautocommit', 'upgrade', 'commit', 'rollback', 'UpgradeAutoCommit'],
  ],
])('%s', (field, only, others) => {
  test(`may only be ${only}, and is that when left out`, () => {
    expect(read(operation, intent({})).fields).toMatchObject({ [field]: only });
    expect(read(operation, intent({ [field]: only })).fields).toMatchObject({ [field]: only });
    for (const other of others) {
      expect(faultsIn(operation, intent({ [field]: other }))).toEqual([
        { path: field, message: expect.stringContaining(`expected "${only}"`) },
      ]);
    }
  });
});
