import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { OWN_CODES } from '../../shared/terms/codes.ts';

const root = new URL('../../', import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, root), 'utf8');
const codes = Object.entries(OWN_CODES);

const sources = readdirSync(new URL('shared/', root), { recursive: true })
  .map((path) => `shared/${path}`)
  .filter((path) => path.endsWith('.ts') && path !== 'shared/terms/codes.ts')
  .map(textOf);

test('every code that is put on an outcome as such is listed', () => {
  const written = sources.flatMap((text) =>
    [...text.matchAll(/\b(?:not[sS]ent|rejected|alreadyDone|unknown)\([^()]*code: '([a-z_]+)'/g)].map(
      ([, code = '']) => code,
    ),
  );
  expect(written.length).toBeGreaterThan(3);
  expect(written.filter((code) => !Object.hasOwn(OWN_CODES, code))).toEqual([]);
});

test.each(codes)('%s, which is listed, is put somewhere', (code) => {
  expect(sources.some((text) => text.includes(`'${code}'`))).toBe(true);
});

test('the documents name each with its meaning', () => {
  const rows = codes.map(([code, meaning]) => `| \`${code}\` | ${meaning} |\n`).join('');
  expect(textOf('docs/intents.md')).toContain(`| code | meaning |\n|---|---|\n${rows}\n`);
});
