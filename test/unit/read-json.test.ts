import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readJson } from '../../shared/values/json/read-json.ts';
import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
const [ID] = PATCH_INSTANCES;

describe('a JSON text', () => {
  test('says what JSON.parse says, with blanks and a byte order mark or without', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom(0, 2),
        fc.constantFrom('', '\uFEFF'),
        (value, blanks, mark) => {
          const text = JSON.stringify(value, null, blanks);
          expect(readJson(mark + text)).toEqual({ value: JSON.parse(text) as unknown });
        },
      ),
    );
  });

  test('is refused exactly when JSON.parse refuses it', () => {
    const piece = fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"a"',
        '"b"',
        '"\\u0061"',
        '1',
        '-0.5e+3',
        '01',
        'true',
        'nul',
        'NaN',
        ' ',
        '\\',
      ],
    );
    const spoilt = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', 'x', '\n', '\\'))
      .map(
        ([text, at, by]) =>
          `${text.slice(0, at % (text.length + 1))}${by}${text.slice((at % (text.length + 1)) + 1)}`,
      );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 9 }).map((all) => all.join('')),
          spoilt,
        ),
        (text) => {
          const read = readJson(text);
          const refused =
            'faults' in read && read.faults.some(({ message }) => message.startsWith('not valid'));
          expect(refused).toBe(!isJson(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test.each([
    [`{"instance_ids":["${ID}"],}`, 'unexpected "}" at position 57'],
    ['{"a":NaN}', 'unexpected "N" at position 5'],
    ["{'a':1}", 'unexpected "\'" at position 1'],
    ['{"a":1', 'the text ends at position 6'],
    ['', 'the text ends at position 0'],
    ['{"a":1}}', 'unexpected "}" at position 7'],
  ])('%s is none: %s', (text, message) => {
    expect(readJson(text)).toEqual({ faults: [{ path: '', message: `not valid JSON: ${message}` }] });
  });

  test.each([
    ['{"instance_ids":[],"instance_ids":[1]}', ['instance_ids']],
    ['{"a":{"b":[0,{"c":1,"d":2,"c":3}]}}', ['a.b[1].c']],
    ['{"a":1,"\\u0061":2}', ['a']],
    ['{"__proto__":1,"__proto__":2}', ['__proto__']],
    ['[{"a":1},{"a":1,"a":1,"a":1}]', ['[1].a', '[1].a']],
  ])('%s has keys twice: %j', (text, paths) => {
    expect(readJson(text)).toEqual({
      faults: paths.map((path) => ({ path, message: 'stands there twice' })),
    });
  });

  test('with a key twice is refused at any depth', () => {
    const inner = fc.json().filter((text) => 'value' in readJson(text));
    fc.assert(
      fc.property(inner, inner, fc.string(), fc.nat({ max: 50 }), (one, other, name, depth) => {
        const key = JSON.stringify(name);
        const text = `${'['.repeat(depth)}{${key}:${one},${key}:${other}}${']'.repeat(depth)}`;
        expect(readJson(text)).toMatchObject({ faults: [{ message: 'stands there twice' }] });
      }),
    );
  });
});
