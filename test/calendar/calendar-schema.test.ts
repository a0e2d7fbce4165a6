import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { parse } from 'yaml';
import { compileCalendar } from '../../infra/calendar/compile-calendar.ts';

const validatorOf = (name: string) =>
  new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(
    JSON.parse(readFileSync(new URL(`../../schemas/${name}.json`, import.meta.url), 'utf8')) as object,
  );
const [whole, stage] = [validatorOf('calendar'), validatorOf('calendar-stage')];
const EXAMPLE = readFileSync(new URL('example.yml', import.meta.url), 'utf8');
const isTaken = (text: string): boolean => {
  try {
    compileCalendar([{ name: 'calendar.yml', text }], 0);
    return true;
  } catch {
    return false;
  }
};

describe('the schema of calendar.yml, for editors', () => {
  test.each([EXAMPLE, '{}', `x-any: &any [mon]\n${EXAMPLE.replace('[tue]', '*any')}`])(
    'takes what is right',
    (text) => {
      expect([isTaken(text), whole(parse(text)), whole.errors]).toEqual([true, true, null]);
    },
  );

  test.each([
    EXAMPLE.replace('windows:', 'window:'),
    EXAMPLE.replace('from:', 'form:'),
    EXAMPLE.replace('[tue]', '[tuesday]'),
    EXAMPLE.replace(', because: books are closed', ''),
    EXAMPLE.replace(', for: P5D', ''),
    EXAMPLE.replace('  night:', '  2nd:'),
    EXAMPLE.replace('tag:app', 'app'),
  ])('refuses what is misspelt, missing or cannot stand there', (text) => {
    expect([isTaken(text), whole(parse(text))]).toEqual([false, false]);
  });

  test('lets a stage name only what it changes', () => {
    const change = { windows: { night: { for: 'PT2H' } }, freezes: { end: { to: '2027-01-05T06:00' } } };
    expect([stage(change), whole(change), stage({ windows: { night: { lasts: 'PT2H' } } })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('refuses nothing that is taken', () => {
    const written = parse(EXAMPLE) as Record<string, Record<string, Record<string, unknown>>>;
    const spots = ['windows', 'freezes'].flatMap((part) =>
      Object.entries(written[part] ?? {}).flatMap(([name, entry]) =>
        Object.keys(entry).map((field) => ({ part, name, field })),
      ),
    );
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown>(['mon'], 'every', 'PT2H', '21:00', 'UTC', '2027-01-05T06:00', undefined),
    );
    fc.assert(
      fc.property(fc.constantFrom(...spots), value, ({ part, name, field }, changed) => {
        const entry = { ...written[part]?.[name], [field]: changed };
        const calendar = { ...written, [part]: { ...written[part], [name]: entry } };
        const text = JSON.stringify(calendar);
        return !isTaken(text) || whole(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });
});
