import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { parse } from 'yaml';
import { catalog } from '../../functions/catalog.ts';
import { compileFleets } from '../../infra/fleets/compile-fleets.ts';
import { EVERY_FIELD, fleetText } from './example.ts';

const validatorOf = (name: string) =>
  new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(
    JSON.parse(readFileSync(new URL(`../../schemas/${name}.json`, import.meta.url), 'utf8')) as object,
  );
const [whole, stage] = [validatorOf('fleets'), validatorOf('fleets-stage')];
const isTaken = (text: string): boolean => {
  try {
    compileFleets([{ name: 'fleets.yml', text }], { operations: catalog, now: 0 });
    return true;
  } catch {
    return false;
  }
};

describe('the schema of fleets.yml, for editors', () => {
  test.each([fleetText(), EVERY_FIELD, fleetText({ plan: undefined }), `x-any: &any [1]\n${fleetText()}`])(
    'takes what is right',
    (text) => {
      expect([isTaken(text), whole(parse(text)), whole.errors]).toEqual([true, true, null]);
    },
  );

  test.each([
    fleetText({ window: '[night]' }),
    fleetText({ windows: undefined }),
    fleetText({ take: '{ install-kernel-plugin: { min_age: P7D } }' }),
    fleetText({ waves: '{ a: { rest: true, gate: x } }' }),
    fleetText({}, '2nd'),
  ])('refuses what is misspelt, missing or cannot stand there', (text) => {
    expect([isTaken(text), whole(parse(text))]).toEqual([false, false]);
  });

  test('lets a stage name only what it changes', () => {
    const change = { gemini: { windows: ['own'] } };
    expect([stage(change), whole(change), stage({ gemini: { window: ['own'] } })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('refuses nothing that is taken', () => {
    const written = parse(EVERY_FIELD) as { monthly: Record<string, unknown> };
    const fields = Object.keys(written.monthly);
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown>(...Object.values(written.monthly), { a: { rest: true } }, ['a'], 'P7D', 'all'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...fields), value, (field, changed) => {
        const fleets = { monthly: { ...written.monthly, [field]: changed } };
        return !isTaken(JSON.stringify(fleets)) || whole(fleets);
      }),
      { numRuns: 500 },
    );
  });
});
