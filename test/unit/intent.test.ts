import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../functions/catalog.ts';
import { objectSchemaOf } from '../../infra/schemas/json-schema.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import type { Example } from '../../shared/terms/operation.ts';
import { casesOf } from '../world/cases.ts';
import { faultsIn, read, settings, TRIGGERED_AT } from './intent-cases.ts';

const operations = await Promise.all(
  catalog.map(async (operation) => {
    const { examples } = (await import(`../../functions/${operation.name}/examples.ts`)) as {
      examples: Example[];
    };
    const { optional = [], words = [] } = await casesOf(operation.name);
    return {
      name: operation.name,
      operation,
      valid: { ...examples[0]?.intent } as Record<string, unknown>,
      mayLack: optional,
      words,
    };
  }),
);

/** Each with how the fault describes it. */
const otherTypes: [unknown, string][] = [
  [undefined, 'nothing'],
  [null, 'null'],
  [17, '17'],
  [1.5e300, '1.5e+300'],
  [true, 'true'],
  [{}, 'an object'],
  [{ toString: 'x' }, 'an object'],
];

describe.each(operations)('$name', ({ operation, valid, mayLack, words }) => {
  const fields = Object.keys(valid);
  const optional = fields.filter((field) => {
    const { [field]: _, ...rest } = valid;
    return faultsIn(operation, rest).length === 0;
  });

  test("the vendor's example is valid and names its targets", () => {
    const intent = read(operation, valid);
    expect(intent.targets.length).toBeGreaterThan(0);
    expect(intent.written).toEqual(valid);
    expect(fields).toEqual(expect.arrayContaining([...words]));
    expect(intent).toMatchObject({
      request_id: 'delivery-1',
      region: 'ap-southeast-1',
      project_id: '0'.repeat(32),
      dry_run: false,
    });
  });

  test('only a field with one possible value may be left out, and those of which the operation says so', () => {
    const { properties } = objectSchemaOf(operation.request);
    const single = fields.filter((field) => properties[field] && 'const' in properties[field]);
    expect(optional.filter((field) => !single.includes(field))).toEqual(mayLack);
    for (const field of optional) {
      const { [field]: _, ...rest } = valid;
      const [whole, left] = [read(operation, valid).fields, read(operation, rest).fields];
      if (single.includes(field)) expect(left).toEqual(whole);
      else expect({ ...left, [field]: valid[field] }).toEqual(whole);
    }
  });

  describe.each(fields)('%s', (field) => {
    test.each(otherTypes)('of another type: %j', (value, came) => {
      if (value === undefined && optional.includes(field)) return;
      const faults = faultsIn(operation, { ...valid, [field]: value });
      expect(faults).toEqual([{ path: field, message: expect.stringMatching(/^expected .+, got .+$/s) }]);
      expect(faults[0]?.message.endsWith(`, got ${came}`)).toBe(true);
    });

    test('left out', () => {
      if (optional.includes(field)) return;
      const { [field]: _, ...rest } = valid;
      expect(faultsIn(operation, rest)).toEqual([
        { path: field, message: expect.stringMatching(/^expected .+, got nothing$/) },
      ]);
    });

    const isList = Array.isArray(valid[field]);
    const letters: [string, string][] = [
      ['a space', ' '],
      ['Cyrillic letters', 'П'.repeat(36)],
    ];
    const noWords: [string, string][] = [
      ['nothing in it', ''],
      ['a line break', '\n'],
      ['a line break behind it', 'x\n'],
      ['a null character', 'x\u0000'],
      ['half of a character', 'x\ud800'],
      ['5000 characters', 'x'.repeat(5000)],
    ];
    const isWords = words.includes(field);
    test.each(isWords ? noWords : [...letters, ...noWords])('of a wrong value, with %s', (_, word) => {
      const value = isList ? [word] : word;
      const faults = faultsIn(operation, { ...valid, [field]: value });
      expect(faults).not.toEqual([]);
      for (const { path, message } of faults) {
        expect(path).toBe(isList ? `${field}[0]` : field);
        expect(message.length).toBeLessThan(400);
        expect(message).toMatch(/^expected .+, got .+$/s);
      }
    });

    if (isWords) {
      test.each(letters)('of words, with %s', (_, word) => {
        expect(read(operation, { ...valid, [field]: word }).fields).toMatchObject({ [field]: word });
      });
    }

    test('in other letter case is another field', () => {
      const { [field]: value, ...rest } = valid;
      expect(faultsIn(operation, { ...rest, [field.toUpperCase()]: value })).toContainEqual({
        path: field.toUpperCase(),
        message: 'is not a field of this operation',
      });
    });
  });

  test.each(['typo', 'sha256', 'instanceIds', 'delay', '', 'constructor', 'toString', '__proto__', 'fields'])(
    'a field too many is named: %j',
    (field) => {
      const intent = JSON.parse(
        `{${JSON.stringify(field)}:{"x":1},${JSON.stringify(valid).slice(1)}`,
      ) as object;
      expect(faultsIn(operation, intent)).toEqual([
        { path: field, message: 'is not a field of this operation' },
      ]);
    },
  );

  test.each([
    ['request_id', 'with space'],
    ['request_id', ''],
    ['request_id', 'x'.repeat(257)],
    ['request_id', 'ü'],
    ['request_id', 7],
    ['region', 'AP-SOUTHEAST-1'],
    ['region', 'ap-southeast-1.evil.example.com'],
    ['region', 'ap/southeast'],
    ['region', 'ap-southeast-1\n'],
    ['project_id', '../../../../../../../../../../xx'],
    ['project_id', 'x'],
    ['language', 'de-de'],
    ['language', 'EN-US'],
    ['dry_run', 'true'],
    ['dry_run', 1],
    ['dry_run', null],
    ['not_before', 'tomorrow'],
    ['not_before', 1731738579000],
    ['not_after', '2026-02-30T00:00:00Z'],
    ['not_after', 'P500D'],
    ['change_id', ''],
    ['change_id', 'a\nb'],
    ['change_id', 'x'.repeat(1025)],
    ['requested_by', '\u001b[31m'],
    ['requested_by', ['me']],
    ['reason', '\ud800'],
    ['reason', 'a\uffff'],
    ['reason', '\ufffea'],
    ['reason', '\u0085'],
    ['reason', {}],
  ])('our own field %s: %j is refused', (field, value) => {
    expect(faultsIn(operation, { ...valid, [field]: value })).toEqual([
      { path: field, message: expect.stringMatching(/expected .+, got .+$/s) },
    ]);
  });

  test("faults in the vendor's fields, in ours and fields too many are told together", () => {
    const [first = ''] = fields;
    const paths = faultsIn(operation, { ...valid, [first]: 17, language: 'xx', dry_run: 1, typo: 1 }).map(
      ({ path }) => path,
    );
    expect(paths.sort()).toEqual([first, 'dry_run', 'language', 'typo'].sort());
  });

  test.each([
    [null, 'null'],
    [[], 'an array of 0'],
    ['text', '"text"'],
    [17, '17'],
    [undefined, 'nothing'],
  ])('an intent that is %j is none', (intent, came) => {
    expect(faultsIn(operation, intent)).toEqual([
      { path: '', message: `expected a JSON object, got ${came}` },
    ]);
  });

  test('the targets of an intent are limited by MAX_TARGETS', () => {
    const env = loadSettings({
      HW_REGION_NAME: 'ap-southeast-1',
      HW_PROJECT_ID: '0'.repeat(32),
      MAX_TARGETS: '1',
    });
    const { targets } = read(operation, valid);
    const faults = faultsIn(operation, valid, env);
    if (targets.length === 1) expect(faults).toEqual([]);
    else
      expect(faults).toEqual([
        { path: '', message: expect.stringMatching(/at most 1 .*MAX_TARGETS.* got 2$/) },
      ]);
  });

  test.each(['region', 'project_id'])('without %s here or in the environment it is missing', (field) => {
    expect(faultsIn(operation, valid, loadSettings({}))).toContainEqual({
      path: field,
      message: expect.stringMatching(/^expected here or in HW_[A-Z_]+, got nothing$/),
    });
  });

  test('its own region and project win over the environment', () => {
    const intent = read(operation, { ...valid, region: 'cn-north-4', project_id: 'a'.repeat(32) });
    expect(intent).toMatchObject({ region: 'cn-north-4', project_id: 'a'.repeat(32) });
  });

  test('no JSON at all makes it end in anything but faults', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(valid)));
    const key = fc.oneof(fc.string(), fc.constantFrom(...fields, 'region', 'not_before', 'dry_run'));
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.boolean(), (extra, keep) => {
        for (const { message } of faultsIn(operation, { ...(keep && valid), ...extra })) {
          expect(message.length).toBeLessThan(400);
        }
      }),
    );
  });
});

describe('what every intent may carry', () => {
  const { operation, valid } = operations[0] as (typeof operations)[number];

  test('its own request_id wins over that of the delivery', () => {
    expect(read(operation, { ...valid, request_id: 'mine' }).request_id).toBe('mine');
  });

  test('a pinned delivery takes no other request_id than its own', () => {
    const pinned = { pinned: true };
    expect(faultsIn(operation, { ...valid, request_id: 'mine' }, settings, pinned)).toEqual([
      { path: 'request_id', message: `expected the delivery's own id or none, got "mine"` },
    ]);
    expect(faultsIn(operation, { ...valid, request_id: 'delivery-1' }, settings, pinned)).toEqual([]);
    expect(faultsIn(operation, valid, settings, pinned)).toEqual([]);
  });

  test('words for people are kept as written', () => {
    const words = { change_id: 'CHG-1 überprüft ✅', requested_by: '运维' };
    expect(read(operation, { ...valid, ...words, reason: 'r' })).toMatchObject(words);
  });

  test('durations count from the trigger', () => {
    const { not_before } = read(operation, { ...valid, not_before: 'PT1H' });
    expect(not_before).toBe(Math.floor((TRIGGERED_AT + 3_600_000) / 1000) * 1000);
    expect(read(operation, { ...valid, not_before: '2026-12-01T00:00:00+08:00' }).not_before).toBe(
      Date.parse('2026-11-30T16:00:00Z'),
    );
  });

  test.each([
    ['PT2H', 'PT1H'],
    ['PT1H', 'PT1H'],
    ['2026-12-01T00:00:00Z', '2026-12-01T08:00:00+0800'],
  ])('a window from %s to %s is empty', (not_before, not_after) => {
    expect(faultsIn(operation, { ...valid, not_before, not_after })).toEqual([
      { path: 'not_after', message: `expected later than not_before, got "${not_after}"` },
    ]);
  });

  test('a window of one second is none too short', () => {
    expect(faultsIn(operation, { ...valid, not_before: 'PT1H', not_after: 'PT3601S' })).toEqual([]);
  });

  test('a fault shows what came short and without secrets', () => {
    const [{ message } = { message: '' }] = faultsIn(operation, {
      ...valid,
      language: `https://a.example.com/x?Signature=SECRET${'y'.repeat(500)}`,
    });
    expect(message).not.toContain('SECRET');
    expect(message.length).toBeLessThan(200);
  });

  test('a fault shows the beginning of a long value', () => {
    const [{ message } = { message: '' }] = faultsIn(operation, { ...valid, language: 'y'.repeat(500) });
    expect(message).toMatch(/, got "y{20,100}…$/);
  });

  test('a field too many is named short and without secrets', () => {
    const faults = faultsIn(operation, {
      ...valid,
      'https://a.example.com/x?SECRET': 1,
      ['z'.repeat(500)]: 1,
    });
    expect(JSON.stringify(faults)).not.toContain('SECRET');
    expect(Math.max(...faults.map(({ path }) => path.length))).toBeLessThanOrEqual(60);
  });
});
