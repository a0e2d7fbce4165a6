import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

const redactModule = new URL('../../shared/values/redact.ts', import.meta.url).href;
// The longest body a webhook may have. What is linear takes milliseconds here, what is quadratic takes minutes.
const LONGEST = 256 * 1024;
const GIVE_UP_MS = 60_000;

/** Masks a text of that length made of the piece, in a process of its own, since nothing else could stop it. */
const maskLong = (start: string, piece: string) => {
  const code = `
    const { redactText } = await import(${JSON.stringify(redactModule)});
    const text = ${JSON.stringify(start)} + ${JSON.stringify(piece)}.repeat(${Math.floor(LONGEST / piece.length)});
    redactText(text);`;
  const { status, signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    timeout: GIVE_UP_MS,
  });
  return { status, signal };
};

test.each([
  ['letters', '', 'a'],
  ['words with dashes', '', 'aX-'],
  ['base64', '', 'QUJD'],
  ['sensitive words behind a quote', '"', 'token'],
  ['sensitive keys without values', '', '"token":'],
  ['sensitive keys with open values', '', '"token":"x'],
  ['backslashes', '', '\\'],
  ['escaped quotes', '', '\\"'],
  ['slashes', '', '/'],
  ['question marks', '', '?'],
  ['parameters', '', 'token='],
  ['digits behind a sensitive key', '"token":', '1'],
])('a long run of %s is masked at once', (_, start, piece) => {
  expect(maskLong(start, piece)).toEqual({ status: 0, signal: null });
});
